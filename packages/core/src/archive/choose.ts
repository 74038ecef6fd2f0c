/** Which bundles of which lanes serve a wish, reading no more of the index than that needs. */
import { errorCode, type PasselErrorCode } from '../errors.ts'
import { fromHex } from '../pure/bytes.ts'
import { walkIndex, withFilters, type WalkNeeds } from './index-walk.ts'
import type { Lane } from './machines/following.ts'
import { overlaps, type BundleEntry, type TimeSpan } from './pure/entry.ts'
import { filterHas, sdsKey } from './pure/filter.ts'
import type { Before } from './pure/index-part.ts'
import { inTime, selectRecent, selectSpan } from './pure/select.ts'
import type { Trouble, Wish } from './wish.ts'

type Told = (trouble: Trouble) => void
const ALWAYS: TimeSpan = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }

export async function chooseBundles (
  needs: WalkNeeds, lanes: readonly Lane[], wish: Exclude<Wish, { want: 'ids' }>, told: Told
): Promise<BundleEntry[]> {
  const found: BundleEntry[] = []
  for (const lane of lanes) found.push(...await listed(needs, lane, wish, told))
  return wish.want === 'recent' ? selectRecent(found, wish) : inTime(found)
}

async function listed (
  needs: WalkNeeds, lane: Lane, wish: Exclude<Wish, { want: 'ids' }>, told: Told
): Promise<readonly BundleEntry[]> {
  const { newest, unlistedToMs } = lane.announcement
  switch (wish.want) {
    case 'all': return await collect(needs, lane, () => true, told)
    case 'span': {
      // What was announced may be all there is of that time.
      if (unlistedToMs === undefined || unlistedToMs < wish.fromMs) return selectSpan(newest, wish)
      return selectSpan(await collect(needs, lane, (before) => overlaps(before, wish), told), wish)
    }
    case 'recent': {
      const chosen = selectRecent(newest, wish)
      const enough = unlistedToMs === undefined || unlistedToMs < (wish.fromMs ?? 0) ||
        (chosen.length < newest.length && chosen.every(({ toMs }) => toMs >= unlistedToMs))
      if (enough) return chosen
      const so: BundleEntry[] = []
      return selectRecent(await collect(needs, lane, (before) => {
        const few = selectRecent(so, wish)
        const mayBeNewer = few.length === so.length || few.some((it) => it.toMs < before.toMs)
        return before.toMs >= (wish.fromMs ?? 0) && mayBeNewer
      }, told, so), wish)
    }
  }
}

/** Bundles of all parts up to where `onward` says no. A part that cannot be read ends it: what is known is given. */
async function collect (
  needs: WalkNeeds, lane: Lane, onward: (before: Before) => boolean, told: Told, into: BundleEntry[] = []
): Promise<BundleEntry[]> {
  try {
    for await (const part of walkIndex(needs, lane, onward)) into.push(...part.bundles)
  } catch (error) {
    told(troubleOf(error))
    if (into.length === 0) into.push(...lane.announcement.newest)
  }
  return into
}

/** For each id the bundles that may hold it, with all those bundles. */
export async function findIds (
  needs: WalkNeeds, lanes: readonly Lane[], { ids, nearMs = ALWAYS }: Extract<Wish, { want: 'ids' }>, told: Told
): Promise<{ entries: BundleEntry[], places: Map<string, number[]> }> {
  const keys = ids.map((id) => ({ id, keys: keysOf(id) }))
  const entries: BundleEntry[] = []
  const places = new Map<string, number[]>(ids.map((id) => [id, []]))
  for (const lane of lanes) {
    try {
      for await (const part of walkIndex(needs, lane, (before) => overlaps(before, nearMs))) {
        if (!part.bundles.some((bundle) => overlaps(bundle, nearMs))) continue
        for (const { entry, filter } of await withFilters(needs, part)) {
          if (!overlaps(entry, nearMs)) continue
          const has = keys.filter((it) => it.keys.some((key) => filterHas(filter, key)))
          if (has.length === 0) continue
          for (const { id } of has) places.get(id)?.push(entries.length)
          entries.push(entry)
        }
      }
    } catch (error) {
      told(troubleOf(error))
    }
  }
  return { entries, places }
}

/** An id of 64 hexadecimal digits may be a message hash or an SDS id; what else it is can only be an SDS id. */
function keysOf (id: string): Uint8Array[] {
  return /^[0-9a-f]{64}$/.test(id) ? [fromHex(id), sdsKey(id)] : [sdsKey(id)]
}

export function troubleOf (error: unknown, span?: TimeSpan): Trouble {
  const code: PasselErrorCode = errorCode(error)
  const message = error instanceof Error ? error.message : String(error)
  return { code, message, ...(span === undefined ? {} : { span: { fromMs: span.fromMs, toMs: span.toMs } }) }
}
