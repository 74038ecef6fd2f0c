/** Reads a lane's index from its newest part backwards, as far as somebody wants to go. */
import type { Engine } from '../engine/engine.ts'
import { PasselError } from '../errors.ts'
import { MAX_FILTER_BYTES, MAX_INDEX_PARTS, MAX_PART_BYTES, WAKU_CLOCK_SKEW_MS } from '../limits.ts'
import type { Lane } from './machines/following.ts'
import { receiveAll, type Patience } from './payloads.ts'
import type { BundleEntry } from './pure/entry.ts'
import { decodePack, decodePart, type Before, type IndexPart, type ListedBundle } from './pure/index-part.ts'

/** Parts read so far; those that are closed never change. */
export type PartCache = Map<string, IndexPart>

export interface WalkNeeds extends Patience {
  readonly engine: Engine
  readonly cache: PartCache
}

/** The parts, newest first; `onward` says whether what lies before is wanted. `index-malformed`, `not-found`. */
export async function * walkIndex (
  needs: WalkNeeds, { announcement }: Lane, onward: (before: Before) => boolean
): AsyncGenerator<IndexPart, void, undefined> {
  let { reference, number } = announcement.part
  for (let read = 0; read < MAX_INDEX_PARTS; read++) {
    const part = await readPart(needs, reference, number)
    if (part.bundles.some(({ toMs }) => toMs > announcement.atMs + WAKU_CLOCK_SKEW_MS)) {
      throw new PasselError('index-malformed', 'the index lists messages of the future')
    }
    yield part
    if (part.before === undefined || !onward(part.before)) return
    reference = part.before.reference
    number = part.number - 1
  }
}

async function readPart (
  needs: WalkNeeds, reference: IndexPart['packs'][number], number: number
): Promise<IndexPart> {
  const name = `${number} ${String(reference.secret)}`
  const known = needs.cache.get(name)
  if (known !== undefined) return known
  const part = decodePart(await receiveAll(needs.engine, reference, MAX_PART_BYTES, needs), number)
  needs.cache.set(name, part)
  return part
}

/** A part's bundles with their filters, packs fetched. */
export async function withFilters (
  needs: WalkNeeds, part: IndexPart
): Promise<{ entry: BundleEntry, filter: Uint8Array }[]> {
  const packs = new Map<number, Uint8Array[]>()
  const found: { entry: BundleEntry, filter: Uint8Array }[] = []
  for (const entry of part.bundles) found.push({ entry, filter: await filterOf(needs, part, entry, packs) })
  return found
}

async function filterOf (
  needs: WalkNeeds, part: IndexPart, { filter }: ListedBundle, packs: Map<number, Uint8Array[]>
): Promise<Uint8Array> {
  if (filter.at === 'part') return filter.filter
  const reference = part.packs[filter.pack]
  const pack = packs.get(filter.pack) ?? (reference === undefined
    ? []
    : decodePack(await receiveAll(needs.engine, reference, MAX_FILTER_BYTES * 2, needs)))
  packs.set(filter.pack, pack)
  const own = pack[filter.index]
  if (own === undefined) throw new PasselError('index-malformed', 'a filter is not where the index says')
  return own
}
