/** The index as its publisher keeps it: the open part, and the sums of all. Every change gives a new state. */
import {
  MAX_OPEN_FILTER_BYTES, MAX_PART_ENTRIES, MAX_PART_PACKS
} from '../../limits.ts'
import type { Reference } from '../../pure/reference.ts'
import { spanOf, type BundleEntry } from './entry.ts'
import type { Before, IndexPart, ListedBundle } from './index-part.ts'

export interface IndexState {
  readonly part: IndexPart
  /** Bundles and messages in all parts. */
  readonly bundles: number
  readonly count: number
}

export const EMPTY_INDEX: IndexState = { part: { number: 0, bundles: [], packs: [] }, bundles: 0, count: 0 }

/** Lists a new bundle, instead of those at `places` where it was merged from them. */
export function listBundle (
  { part, bundles, count }: IndexState, entry: BundleEntry, filter: Uint8Array, places: readonly number[] = []
): IndexState {
  const gone = new Set(places)
  const replaced = part.bundles.filter((_, i) => gone.has(i))
  const kept = part.bundles.filter((_, i) => !gone.has(i))
  // A merged bundle stands where the last of its parts stood, so that tiers stay together.
  const at = Math.max(-1, ...places) - places.length + 1
  const listed: ListedBundle = { ...entry, filter: { at: 'part', filter } }
  kept.splice(places.length === 0 ? kept.length : at, 0, listed)
  return {
    part: { ...part, bundles: kept },
    bundles: bundles - replaced.length + 1,
    count: count - replaced.reduce((sum, old) => sum + old.count, 0) + entry.count
  }
}

/** The open part is full: the next bundle needs a new one. */
export function isFull ({ part }: IndexState): boolean {
  return part.bundles.length >= MAX_PART_ENTRIES || part.packs.length >= MAX_PART_PACKS
}

/** Begins a new part behind the full one, which was published as `reference`. */
export function nextPart (state: IndexState, reference: Reference): IndexState {
  const { part, bundles, count } = state
  const span = spanOf([...part.bundles, ...part.before === undefined ? [] : [part.before]])
  const before: Before = { reference, fromMs: span?.fromMs ?? 0, toMs: span?.toMs ?? 0, bundles, count }
  return { ...state, part: { number: part.number + 1, bundles: [], packs: [], before } }
}

/** Filters that the part should no longer carry itself, as one pack; undefined while they are few. */
export function filtersToPack ({ part }: IndexState): Uint8Array[] | undefined {
  const open = part.bundles.flatMap(({ filter }) => filter.at === 'part' ? [filter.filter] : [])
  const bytes = open.reduce((sum, { length }) => sum + length, 0)
  return bytes > MAX_OPEN_FILTER_BYTES ? open : undefined
}

/** The filters lie in a pack now; packs that nobody names any longer are left out. */
export function packFilters ({ part, bundles, count }: IndexState, pack: Reference): IndexState {
  const used = part.packs.map((_, i) => part.bundles.some(({ filter }) => filter.at === 'pack' && filter.pack === i))
  const moved = used.map((_, i) => used.slice(0, i).filter(Boolean).length)
  const packs = [...part.packs.filter((_, i) => used[i]), pack]
  let index = 0
  const listed = part.bundles.map((bundle): ListedBundle => {
    const { filter } = bundle
    return filter.at === 'part'
      ? { ...bundle, filter: { at: 'pack', pack: packs.length - 1, index: index++ } }
      : { ...bundle, filter: { ...filter, pack: moved[filter.pack] as number } }
  })
  return { part: { ...part, bundles: listed, packs }, bundles, count }
}
