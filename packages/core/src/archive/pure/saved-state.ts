/** What a publisher keeps over restarts, as one byte string. */
import { MAX_ANNOUNCEMENT_BYTES, MAX_PART_BYTES, MAX_RETIRED } from '../../limits.ts'
import { CborMap } from '../../pure/cbor-map.ts'
import { encodeCbor } from '../../pure/cbor.ts'
import { encodeReference } from '../../pure/reference-codec.ts'
import type { Reference } from '../../pure/reference.ts'
import { bare, readReference } from './entry.ts'
import type { IndexState } from './index-state.ts'
import { decodePart, encodePart } from './index-part.ts'

/** A payload that something newer took the place of. */
export interface Retired { readonly reference: Reference, readonly atMs: number }

export interface SavedState {
  readonly index: IndexState
  /** The open part as it was published. */
  readonly part: Reference
  readonly sequence: number
  /** The announcement of that sequence: said again after a restart, byte for byte. */
  readonly announcement: Uint8Array
  readonly retired: readonly Retired[]
}

export function encodeState ({ index, part, sequence, announcement, retired }: SavedState): Uint8Array<ArrayBuffer> {
  return encodeCbor({
    v: 1,
    i: index.part.number,
    p: encodePart(index.part),
    m: index.bundles,
    n: index.count,
    r: encodeReference(part),
    q: sequence,
    a: announcement,
    x: retired.map(({ reference, atMs }) => ({ r: encodeReference(bare(reference)), t: atMs }))
  })
}

/** Throws `index-malformed` for what was not written by `encodeState`. */
export function decodeState (bytes: Uint8Array): SavedState {
  const map = CborMap.decode(bytes, 'index-malformed', 'state of a publisher')
  map.whole('v', 1, 1)
  const any = Number.MAX_SAFE_INTEGER
  return {
    index: {
      part: decodePart(map.bytes('p', 1, MAX_PART_BYTES), map.whole('i', 0, any)),
      bundles: map.whole('m', 0, any),
      count: map.whole('n', 0, any)
    },
    part: readReference(map, 'r'),
    sequence: map.whole('q', 1, any),
    announcement: map.bytes('a', 1, MAX_ANNOUNCEMENT_BYTES),
    retired: map.list('x', MAX_RETIRED * 2).map((value) => {
      const entry = map.child(value)
      return { reference: readReference(entry, 'r'), atMs: entry.whole('t', 0, any) }
    })
  }
}
