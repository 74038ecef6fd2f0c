/**
 * Parts of an index: each a payload that lists at most 64 bundles and leads to the part before. The newest one is
 * published anew with each bundle until it is full. Filters are bigger than all else, so they lie in packs, payloads
 * of their own that only who asks by ids fetches; the newest few stand in the part until they are worth a pack.
 */
import { PasselError } from '../../errors.ts'
import {
  MAX_FILTER_BYTES, MAX_INDEX_PARTS, MAX_OPEN_FILTER_BYTES, MAX_PART_BYTES, MAX_PART_ENTRIES, MAX_PART_PACKS
} from '../../limits.ts'
import { isWhole } from '../../pure/bytes.ts'
import { CborMap } from '../../pure/cbor-map.ts'
import { encodeCbor } from '../../pure/cbor.ts'
import { encodeReference } from '../../pure/reference-codec.ts'
import type { Reference } from '../../pure/reference.ts'
import { bare, entryFields, readEntry, readReference, type BundleEntry, type TimeSpan } from './entry.ts'

/** Where a bundle's filter is: in the part itself, or the i-th in a pack. */
export type FilterPlace =
  | { readonly at: 'part', readonly filter: Uint8Array }
  | { readonly at: 'pack', readonly pack: number, readonly index: number }

export interface ListedBundle extends BundleEntry { readonly filter: FilterPlace }

/** What lies before a part, so that nobody walks there for nothing. */
export interface Before extends TimeSpan {
  readonly reference: Reference
  readonly bundles: number
  readonly count: number
}

export interface IndexPart {
  /** Counted from 0, the oldest. */
  readonly number: number
  /** In the order in which they were published. */
  readonly bundles: readonly ListedBundle[]
  /** Packs that `bundles` name. */
  readonly packs: readonly Reference[]
  readonly before?: Before
}

const VERSION = 1

export function encodePart (part: IndexPart): Uint8Array<ArrayBuffer> {
  const { before } = part
  return encodeCbor({
    v: VERSION,
    i: part.number,
    e: part.bundles.map((bundle) => ({
      ...entryFields(bundle),
      x: bundle.filter.at === 'part' ? bundle.filter.filter : [bundle.filter.pack, bundle.filter.index]
    })),
    k: part.packs.map((pack) => encodeReference(bare(pack))),
    ...(before !== undefined && {
      o: {
        r: encodeReference(bare(before.reference)), f: before.fromMs, t: before.toMs, m: before.bundles, n: before.count
      }
    })
  })
}

/**
 * Reads part `number`. Throws `index-malformed`; a part with another number is one too: an index that leads to itself
 * or back to a later part ends there.
 */
export function decodePart (bytes: Uint8Array, number: number): IndexPart {
  if (bytes.length > MAX_PART_BYTES) throw new PasselError('index-malformed', 'a part of the index is too large')
  const map = CborMap.decode(bytes, 'index-malformed', 'part of the index')
  map.whole('v', VERSION, VERSION)
  if (map.whole('i', 0, MAX_INDEX_PARTS - 1) !== number) map.fail(`it should be part ${number}: the index leads astray`)
  const packs = map.list('k', MAX_PART_PACKS).map((_, i) => readReference(wrapped(map, 'k', i), 'r'))
  const bundles = map.list('e', MAX_PART_ENTRIES).map((value) => readListed(map.child(value), packs.length))
  const before = map.optional('o', () => readBefore(map.child(map.get('o'))))
  if ((before === undefined) !== (number === 0)) map.fail('the part before it is missing, or is too many')
  return { number, bundles, packs, ...(before === undefined ? {} : { before }) }
}

/** The i-th of a list as the only field of a map, so that all references are read in one place. */
function wrapped (map: CborMap, list: string, i: number): CborMap {
  return map.child({ r: (map.get(list) as readonly unknown[])[i] })
}

function readListed (map: CborMap, packs: number): ListedBundle {
  const place = map.get('x')
  if (place instanceof Uint8Array) {
    return { ...readEntry(map), filter: { at: 'part', filter: map.bytes('x', 0, MAX_OPEN_FILTER_BYTES) } }
  }
  const [pack, index] = map.list('x', 2)
  if (!isWhole(pack, 0, packs - 1) || !isWhole(index, 0, MAX_PART_ENTRIES - 1)) map.fail('a filter is nowhere')
  return { ...readEntry(map), filter: { at: 'pack', pack: pack as number, index: index as number } }
}

function readBefore (map: CborMap): Before {
  const fromMs = map.whole('f', 0, Number.MAX_SAFE_INTEGER)
  return {
    reference: readReference(map, 'r'),
    fromMs,
    toMs: map.whole('t', fromMs, Number.MAX_SAFE_INTEGER),
    bundles: map.whole('m', 1, MAX_INDEX_PARTS * MAX_PART_ENTRIES),
    count: map.whole('n', 1, Number.MAX_SAFE_INTEGER)
  }
}

/** Filters of several bundles as one payload. */
export function encodePack (filters: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encodeCbor({ v: VERSION, x: filters })
}

/** Throws `index-malformed`. */
export function decodePack (bytes: Uint8Array): Uint8Array[] {
  const map = CborMap.decode(bytes, 'index-malformed', 'pack of filters')
  map.whole('v', VERSION, VERSION)
  return map.list('x', MAX_PART_ENTRIES).map((filter) => map.child({ x: filter }).bytes('x', 0, MAX_FILTER_BYTES))
}
