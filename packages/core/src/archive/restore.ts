/** Restores what a wish asks for: bundles side by side where they overlap, messages in order of time, each once. */
import type { Engine } from '../engine/engine.ts'
import { BUNDLES_AHEAD, PAGE_BYTES, PAGE_MESSAGES } from '../limits.ts'
import { toHex } from '../pure/bytes.ts'
import { readBundle } from './adapters/read-bundle.ts'
import { chooseBundles, findIds, troubleOf } from './choose.ts'
import type { WalkNeeds } from './index-walk.ts'
import type { Lane } from './machines/following.ts'
import type { SeenHashes } from './machines/seen.ts'
import { mergeSources, type MessageSource } from './merge-sources.ts'
import { receiveBytes } from './payloads.ts'
import type { BundleEntry } from './pure/entry.ts'
import { messageMs, type ArchivedMessage } from './pure/message.ts'
import { inTime } from './pure/select.ts'
import { coverIds } from './pure/select-ids.ts'
import type { RestoredPage, Trouble, Wish } from './wish.ts'

/** One restoring: what it told and read so far. */
interface Run {
  readonly needs: WalkNeeds
  readonly seen: SeenHashes
  readonly wanted: (message: ArchivedMessage) => boolean
  troubles: Trouble[]
  chosen: number
  read: number
}

export async function * restore (
  needs: WalkNeeds, lanes: readonly Lane[], wish: Wish, seen: SeenHashes
): AsyncGenerator<RestoredPage, void, undefined> {
  const missing = new Set(wish.want === 'ids' ? wish.ids : [])
  const run: Run = { needs, seen, wanted: wantedBy(wish, missing), troubles: [], chosen: 0, read: 0 }
  const told = (trouble: Trouble): void => { run.troubles.push(trouble) }
  if (wish.want !== 'ids') {
    yield * pages(run, await chooseBundles(needs, lanes, wish, told))
    return
  }
  const { entries, places } = await findIds(needs, lanes, wish, told)
  const tried = new Set<number>()
  // Filters err: where a bundle does not hold an id after all, those that were left out come next.
  for (;;) {
    const open = [...missing].map((id) => (places.get(id) ?? []).filter((place) => !tried.has(place)))
    const next = coverIds(open)
    if (next.length === 0) break
    for (const place of next) tried.add(place)
    yield * pages(run, inTime(next.flatMap((place) => entries[place] ?? [])))
  }
  if (run.troubles.length > 0) yield page(run, [])
}

/** Whether a message is wanted; of ids, those found are no longer missing. */
function wantedBy (wish: Wish, missing: Set<string>): (message: ArchivedMessage) => boolean {
  switch (wish.want) {
    case 'all': return () => true
    case 'recent': return (message) => messageMs(message) >= (wish.fromMs ?? 0)
    case 'span': return (message) => messageMs(message) >= wish.fromMs && messageMs(message) <= wish.toMs
    case 'ids': return ({ hash, sdsId }) => {
      const byHash = missing.delete(toHex(hash))
      return (sdsId !== undefined && missing.delete(sdsId)) || byHash
    }
  }
}

async function * pages (run: Run, entries: readonly BundleEntry[]): AsyncGenerator<RestoredPage, void, undefined> {
  run.chosen += entries.length
  const sources = entries.map((entry, i): MessageSource => ({
    fromMs: entry.fromMs,
    open: () => readOne(run, entry, entries.slice(i + 1, i + 1 + BUNDLES_AHEAD))
  }))
  let messages: ArchivedMessage[] = []
  let bytes = 0
  for await (const batch of mergeSources(sources)) {
    for (const message of batch) {
      if (!run.wanted(message) || !run.seen.add(message.hash)) continue
      // Only when there is another: the last page is to say that all was read.
      if (messages.length === PAGE_MESSAGES || bytes >= PAGE_BYTES) {
        yield page(run, messages)
        messages = []
        bytes = 0
      }
      messages.push(message)
      bytes += message.payload.length
    }
  }
  if (messages.length > 0 || run.troubles.length > 0) yield page(run, messages)
}

function page (run: Run, messages: readonly ArchivedMessage[]): RestoredPage {
  const { troubles, chosen, read } = run
  run.troubles = []
  return { messages, troubles, bundles: { chosen, read } }
}

/** A bundle's messages; what is wrong with it is told, and the others go on. */
async function * readOne (
  run: Run, entry: BundleEntry, next: readonly BundleEntry[]
): AsyncGenerator<readonly ArchivedMessage[], void, undefined> {
  const { needs } = run
  let forged = 0
  for (const { reference } of next) begin(needs.engine, reference)
  try {
    yield * readBundle(receiveBytes(needs.engine, entry.reference, needs), entry, () => { forged++ })
  } catch (error) {
    if (needs.signal?.aborted === true) throw error
    run.troubles.push(troubleOf(error, entry))
  }
  if (forged > 0) {
    const message = `${forged} of a bundle's messages are not what their hashes say: they were left out`
    run.troubles.push({ code: 'message-forged', message, span: { fromMs: entry.fromMs, toMs: entry.toMs } })
  }
  run.read++
}

/** Starts fetching; how that goes is met when the bundle is read. */
function begin (engine: Engine, reference: BundleEntry['reference']): void {
  engine.receive(reference).catch(() => 'told when it is read')
}
