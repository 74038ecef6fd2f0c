/**
 * A bloom filter over ids. The ids are SHA-256 digests, so their own bytes say which bits to set: no hash function is
 * run, the bytes are the same on every machine, and nobody can choose ids that fill a filter without breaking SHA-256.
 *
 *   bits     20 for each id, rounded up to bytes; bit i is byte i >> 3, mask 0x80 >> (i & 7)
 *   probe k  (u48 of id[0..6] + k * s) modulo the number of bits, k from 0 to 13,
 *            where s is u48 of id[6..12] modulo the number of bits, its lowest bit set
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { FILTER_BITS_PER_ID, FILTER_PROBES } from '../../limits.ts'
import { readU16, readU32, utf8 } from '../../pure/bytes.ts'
import type { ArchivedMessage } from './message.ts'

/** An empty filter for so many ids. */
export function createFilter (ids: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Math.ceil(ids * FILTER_BITS_PER_ID / 8))
}

export function addToFilter (filter: Uint8Array, id: Uint8Array): void {
  for (const bit of probes(filter, id)) filter[bit >> 3] = (filter[bit >> 3] as number) | 0x80 >> (bit & 7)
}

/** False: certainly not in there. True: it is, or is one of 15,000 that only look so. */
export function filterHas (filter: Uint8Array, id: Uint8Array): boolean {
  if (filter.length === 0) return false
  for (const bit of probes(filter, id)) if (((filter[bit >> 3] as number) & 0x80 >> (bit & 7)) === 0) return false
  return true
}

function * probes (filter: Uint8Array, id: Uint8Array): Generator<number> {
  const bits = filter.length * 8
  const step = (u48(id, 6) % bits) | 1
  let at = u48(id, 0) % bits
  for (let k = 0; k < FILTER_PROBES; k++) {
    yield at
    at = (at + step) % bits
  }
}

function u48 (from: Uint8Array, at: number): number {
  return readU16(from, at) * 2 ** 32 + readU32(from, at + 2)
}

/** What a filter knows an SDS message id by. */
export function sdsKey (sdsId: string): Uint8Array {
  return sha256(utf8(sdsId))
}

/** Adds everything that a message can be asked by. */
export function addMessage (filter: Uint8Array, { hash, sdsId }: ArchivedMessage): void {
  addToFilter(filter, hash)
  if (sdsId !== undefined) addToFilter(filter, sdsKey(sdsId))
}

/** Ids that a message is asked by. */
export function idsOf ({ sdsId }: ArchivedMessage): number {
  return sdsId === undefined ? 1 : 2
}
