/** A series' name and keys, and what its key signs. */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, readU32, utf8 } from '../../pure/bytes.ts'
import { signingContext } from '../../pure/head.ts'

/** What a deed lets its key do: go on in the author's place, or publish beside the author. */
export type DeedRole = 'successor' | 'publisher'

/** A key that another key of the series named, with the signature of that one. */
export interface Deed {
  readonly role: DeedRole
  /** Ed25519 public key, 32 bytes. */
  readonly key: Uint8Array
  readonly signature: Uint8Array
}

/** 32 bytes that name a series for ever, whoever publishes to it later. */
export function seriesId (root: Uint8Array): Uint8Array {
  return sha256(concat(signingContext('series'), root))
}

export function announcementMessage (body: Uint8Array): Uint8Array {
  return concat(signingContext('announcement'), body)
}

/** What the key before it signs of a deed. */
export function deedMessage (series: Uint8Array, role: DeedRole, key: Uint8Array): Uint8Array {
  return concat(signingContext('deed'), series, new Uint8Array([role === 'successor' ? 0 : 1]), key)
}

/** Keys of a series' announcements on Waku: who has its secret finds and opens them. */
export interface SeriesKeys { readonly announceKey: Uint8Array, readonly tagKey: Uint8Array }

export function deriveSeriesKeys (secret: Uint8Array): SeriesKeys {
  return { announceKey: derive(secret, 'announce', 32), tagKey: derive(secret, 'announce-tag', 32) }
}

/** Buckets of announcements are counted from here, so that no swarm's signals share their content topic. */
const FIRST_ANNOUNCEMENT_BUCKET = 1_000_000

/** The bucket that a series' announcements share with those of others. */
export function announcementBucket (secret: Uint8Array, buckets: number): number {
  return FIRST_ANNOUNCEMENT_BUCKET + readU32(derive(secret, 'announce-bucket', 4), 0) % buckets
}

function derive (secret: Uint8Array, info: string, length: number): Uint8Array {
  return hkdf(sha256, secret, undefined, utf8(`passel/1/${info}`), length)
}
