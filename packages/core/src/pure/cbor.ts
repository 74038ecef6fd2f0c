import { encode } from '@ipld/dag-cbor'

/**
 * dag-cbor in an array of its own. On Node the encoder gives a `Buffer`, often a view of a pool that others share:
 * moved to a worker it would take the pool along, and its `slice` does not copy.
 */
export function encodeCbor (value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encode(value))
}
