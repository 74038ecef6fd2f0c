/**
 * References as dag-cbor and as text. Keys are short because the token travels inside chat messages: with two relays
 * and one member behind them a reference stays below 600 bytes (see hint-codec for how addresses shrink).
 */
import { errorCode, PasselError } from '../errors.ts'
import {
  MAX_ADDRESSES, MAX_HINTS, MAX_MEDIA_TYPE_CHARS, MAX_NAME_CHARS, MAX_REFERENCE_BYTES, MAX_THUMBNAIL_BYTES,
} from '../limits.ts'
import { fromBase64url, toBase64url } from './bytes.ts'
import { CborMap } from './cbor-map.ts'
import { encodeCbor } from './cbor.ts'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from './head.ts'
import { decodeHints, decodeRelays, encodeHints, encodeRelays } from './hint-codec.ts'
import { KEY_BYTES } from './keys.ts'
import type { Reference } from './reference.ts'

const REFERENCE_VERSION = 1
/** Numbers on the wire are positions in these lists; append only. */
const KINDS: readonly Reference['kind'][] = ['file', 'stream', 'bundle']
const CLASSES: readonly Reference['privacy'][] = ['direct', 'relayed']

/** What every reference in text form begins with. */
export const REFERENCE_PREFIX = 'passel:'
/** base64url turns 3 bytes into 4 characters. */
const MAX_TEXT_CHARS = REFERENCE_PREFIX.length + Math.ceil(MAX_REFERENCE_BYTES * 4 / 3)

/** The binary form. Throws `reference-too-large` for what should be shortened, `bad-option` for a wrong field. */
export function encodeReference (reference: Reference): Uint8Array<ArrayBuffer> {
  guardParts(reference)
  const bytes = encodeCbor({
    v: REFERENCE_VERSION,
    kind: KINDS.indexOf(reference.kind),
    class: CLASSES.indexOf(reference.privacy),
    s: reference.secret,
    author: reference.author,
    ...optional('name', reference.name),
    ...optional('type', reference.mediaType),
    ...optional('size', reference.size),
    ...optional('thumb', reference.thumbnail),
    ...optional('until', reference.expiresAtMs),
    ...(reference.hints.length > 0 && { hints: encodeHints(reference.hints, reference.relays) }),
    ...(reference.relays.length > 0 && { relays: encodeRelays(reference.relays) }),
    ...optional('sig', reference.hintsSignature),
  })
  try {
    decodeReference(bytes)
  } catch (error) {
    if (errorCode(error) !== 'reference-malformed') throw error
    throw new PasselError('bad-option', (error as PasselError).message, { cause: error })
  }
  return bytes
}

/** What a person can shorten has a code that says so. */
function guardParts ({ name, mediaType, thumbnail, hints, relays }: Reference): void {
  const guard = (what: string, length: number | undefined, max: number): void => {
    if ((length ?? 0) > max) throw new PasselError('reference-too-large', `${what} of a reference: at most ${max}`)
  }
  guard('characters in the name', name?.length, MAX_NAME_CHARS)
  guard('characters in the media type', mediaType?.length, MAX_MEDIA_TYPE_CHARS)
  guard('bytes in the thumbnail', thumbnail?.length, MAX_THUMBNAIL_BYTES)
  guard('members', hints.length, MAX_HINTS)
  guard('relays', relays.length, MAX_ADDRESSES)
}

function optional (key: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [key]: value }
}

/** Reads the binary form. Throws `reference-too-large`, `reference-newer`, `reference-malformed`. */
export function decodeReference (bytes: Uint8Array): Reference {
  guardSize(bytes.length, MAX_REFERENCE_BYTES)
  const map = CborMap.decode(bytes, 'reference-malformed', 'reference')
  if (map.whole('v', 1, Number.MAX_SAFE_INTEGER) !== REFERENCE_VERSION) throw newer()
  const relays = map.optional('relays', () => decodeRelays(map)) ?? []
  return {
    version: REFERENCE_VERSION,
    kind: KINDS[map.whole('kind', 0, 255)] ?? failNewer(),
    privacy: CLASSES[map.whole('class', 0, 255)] ?? failNewer(),
    secret: map.bytes('s', KEY_BYTES),
    author: map.bytes('author', PUBLIC_KEY_BYTES),
    ...field('name', map.optional('name', () => map.text('name', MAX_NAME_CHARS))),
    ...field('mediaType', map.optional('type', () => map.text('type', MAX_MEDIA_TYPE_CHARS))),
    ...field('size', map.optional('size', () => map.whole('size', 0, Number.MAX_SAFE_INTEGER))),
    ...field('thumbnail', map.optional('thumb', () => map.bytes('thumb', 0, MAX_THUMBNAIL_BYTES))),
    ...field('expiresAtMs', map.optional('until', () => map.whole('until', 0, Number.MAX_SAFE_INTEGER))),
    hints: map.optional('hints', () => decodeHints(map, relays)) ?? [],
    relays,
    ...field('hintsSignature', map.optional('sig', () => map.bytes('sig', SIGNATURE_BYTES))),
  }
}

function field<Key extends string, Value> (key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value }
}

function guardSize (length: number, max: number): void {
  if (length > max) throw new PasselError('reference-too-large', `a reference has at most ${MAX_REFERENCE_BYTES} bytes`)
}

function newer (): PasselError {
  return new PasselError('reference-newer', 'this reference was made by a newer version: update the application')
}

function failNewer (): never {
  throw newer()
}

/** The text form: `passel:` and the binary form in base64url without padding. */
export function formatReference (reference: Reference): string {
  return REFERENCE_PREFIX + toBase64url(encodeReference(reference))
}

/**
 * Reads the text form; white space around it is forgiven. Throws `reference-malformed`, `reference-newer`,
 * `reference-too-large`. Whether it expired is the caller's question: this ring has no clock.
 */
export function parseReference (text: string): Reference {
  const trimmed = text.trim()
  guardSize(trimmed.length, MAX_TEXT_CHARS)
  if (!trimmed.startsWith(REFERENCE_PREFIX)) {
    throw new PasselError('reference-malformed', `a reference begins with ${REFERENCE_PREFIX}`)
  }
  let bytes: Uint8Array
  try {
    bytes = fromBase64url(trimmed.slice(REFERENCE_PREFIX.length))
  } catch (cause) {
    throw new PasselError('reference-malformed', 'reference: cut short or mistyped', { cause })
  }
  return decodeReference(bytes)
}
