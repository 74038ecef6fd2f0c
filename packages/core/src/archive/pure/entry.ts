/** What an index and an announcement say of one bundle. */
import { errorCode, PasselError } from '../../errors.ts'
import { MAX_BUNDLE_MESSAGES, MAX_BUNDLE_PLAIN_BYTES, MAX_INDEX_REFERENCE_BYTES } from '../../limits.ts'
import { type CborMap } from '../../pure/cbor-map.ts'
import { decodeReference, encodeReference } from '../../pure/reference-codec.ts'
import type { Reference } from '../../pure/reference.ts'
import type { BundleClaims } from './bundle-reader.ts'

export interface BundleEntry extends BundleClaims {
  readonly reference: Reference
  /** Compressed bytes: the size of its payload. */
  readonly bytes: number
  /** Bytes before compression. */
  readonly plainBytes: number
}

/** A time span in ms, both ends included. */
export interface TimeSpan { readonly fromMs: number, readonly toMs: number }

export function overlaps (a: TimeSpan, b: TimeSpan): boolean {
  return a.fromMs <= b.toMs && b.fromMs <= a.toMs
}

/** The span that holds all of these; undefined for none. */
export function spanOf (spans: readonly TimeSpan[]): TimeSpan | undefined {
  if (spans.length === 0) return undefined
  return {
    fromMs: spans.reduce((least, { fromMs }) => Math.min(least, fromMs), Infinity),
    toMs: spans.reduce((most, { toMs }) => Math.max(most, toMs), 0)
  }
}

export function entryFields (entry: BundleEntry): Record<string, unknown> {
  return {
    r: encodeReference(bare(entry.reference)),
    f: entry.fromMs,
    t: entry.toMs,
    n: entry.count,
    b: entry.bytes,
    p: entry.plainBytes
  }
}

/** Without hints and names: who reads a series has met its members already. The size tells how large chunks are. */
export function bare (reference: Reference): Reference {
  const { version, kind, privacy, secret, author, expiresAtMs, size } = reference
  const known = { ...expiresAtMs !== undefined && { expiresAtMs }, ...size !== undefined && { size } }
  return { version, kind, privacy, secret, author, ...known, hints: [], relays: [] }
}

export function readEntry (map: CborMap): BundleEntry {
  const fromMs = map.whole('f', 0, Number.MAX_SAFE_INTEGER)
  return {
    reference: readReference(map, 'r'),
    fromMs,
    toMs: map.whole('t', fromMs, Number.MAX_SAFE_INTEGER),
    count: map.whole('n', 1, MAX_BUNDLE_MESSAGES),
    bytes: map.whole('b', 1, MAX_BUNDLE_PLAIN_BYTES),
    plainBytes: map.whole('p', 1, MAX_BUNDLE_PLAIN_BYTES)
  }
}

/** A reference of a bundle or of a part of an index inside another map. */
export function readReference (map: CborMap, name: string): Reference {
  try {
    const reference = decodeReference(map.bytes(name, 1, MAX_INDEX_REFERENCE_BYTES))
    return reference.kind === 'bundle' ? reference : map.fail(`${name} refers to no bundle`)
  } catch (error) {
    if (error instanceof PasselError && errorCode(error).startsWith('reference-')) return map.fail(error.message)
    throw error
  }
}
