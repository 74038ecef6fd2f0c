import { MAX_BUNDLE_RECORD_BYTES, MAX_INFLATION } from '../../limits.ts'
import { concat } from '../../pure/bytes.ts'
import { BundleWriter } from '../pure/bundle-writer.ts'
import type { TimeSpan } from '../pure/entry.ts'
import { addMessage, createFilter, idsOf } from '../pure/filter.ts'
import { messageMs, type ArchivedMessage } from '../pure/message.ts'
import { PAYLOAD_HEAD } from '../pure/payload-head.ts'
import { deflate } from './deflate.ts'
import { inflatesHonestly } from './inflate.ts'

export interface WrittenBundle extends TimeSpan {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly plainBytes: number
  readonly count: number
  readonly filter: Uint8Array
}

/** Messages in order of time, again at each call. */
export type MessageSource = () => AsyncIterable<readonly ArchivedMessage[]>

/**
 * Compresses messages into a bundle. What shrinks so well that readers would take it for a bomb gets noise at its end:
 * such messages exist, SDS sends 19 kB of mostly zeros with each.
 */
export async function writeBundle (
  source: MessageSource, randomBytes: (length: number) => Uint8Array
): Promise<WrittenBundle> {
  const written = await write(source, 0, randomBytes)
  if (inflatesHonestly(written.bytes.length, written.plainBytes)) return written
  return await write(source, Math.ceil(written.plainBytes / (MAX_INFLATION / 2)), randomBytes)
}

async function write (
  source: MessageSource, noiseBytes: number, randomBytes: (length: number) => Uint8Array
): Promise<WrittenBundle> {
  const writer = new BundleWriter()
  const messages: ArchivedMessage[] = []
  let ids = 0
  let fromMs = Infinity
  let toMs = 0

  async function * pieces (): AsyncGenerator<Uint8Array> {
    for await (const batch of source()) {
      for (const message of batch) {
        writer.add(message)
        // Only what the filter needs: the payloads of a large merge would not fit into memory.
        messages.push({ ...message, payload: NOTHING })
        ids += idsOf(message)
        fromMs = Math.min(fromMs, messageMs(message))
        toMs = Math.max(toMs, messageMs(message))
      }
      yield * writer.take()
    }
    for (let left = noiseBytes; left > 0; left -= NOISE_STEP_BYTES) writer.fill(randomBytes(NOISE_STEP_BYTES))
    yield * writer.end()
  }

  const { parts } = await deflate(pieces())
  const filter = createFilter(ids)
  for (const message of messages) addMessage(filter, message)
  const bytes = concat(PAYLOAD_HEAD, ...parts)
  return { bytes, plainBytes: writer.bytes, count: writer.count, fromMs, toMs, filter }
}

const NOTHING = new Uint8Array(0)
const NOISE_STEP_BYTES = Math.min(16 * 1024, MAX_BUNDLE_RECORD_BYTES)
