import type { Engine } from '../engine/engine.ts'
import { readBundle } from './adapters/read-bundle.ts'
import { writeBundle, type WrittenBundle } from './adapters/write-bundle.ts'
import { mergeSources, type MessageSource } from './merge-sources.ts'
import { receiveBytes, type Patience } from './payloads.ts'
import type { BundleEntry } from './pure/entry.ts'
import { compareMessages, type ArchivedMessage } from './pure/message.ts'
import { inTime } from './pure/select.ts'

/** One bundle with the messages of several, each once. What reading them fails with is what this fails with. */
export async function mergeBundles (
  engine: Engine, entries: readonly BundleEntry[], patience: Patience
): Promise<WrittenBundle> {
  const sources = inTime(entries).map((entry): MessageSource => ({
    fromMs: entry.fromMs,
    open: () => readBundle(receiveBytes(engine, entry.reference, patience), entry, () => 'it stays out')
  }))
  return await writeBundle(() => once(mergeSources(sources)), (length) => patience.system.randomBytes(length))
}

async function * once (
  batches: AsyncIterable<readonly ArchivedMessage[]>
): AsyncGenerator<readonly ArchivedMessage[]> {
  let last: ArchivedMessage | undefined
  for await (const batch of batches) {
    const fresh = batch.filter((message) => {
      // One that lies before the last came of too many bundles side by side; it has been or will be bundled elsewhere.
      const isNew = last === undefined || compareMessages(last, message) < 0
      if (isNew) last = message
      return isNew
    })
    if (fresh.length > 0) yield fresh
  }
}
