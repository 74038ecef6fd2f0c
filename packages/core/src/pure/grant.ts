/**
 * Grants: tokens by which a keeper's operator promises room. The operator's key signs the terms as they were written,
 * so that a later version can add to them; whoever has the token may use it, or only the peer that it names.
 */
import { PasselError } from '../errors.ts'
import { MAX_GRANT_BYTES, MAX_PEER_ID_CHARS } from '../limits.ts'
import { concat, fromBase64url, toBase64url } from './bytes.ts'
import { CborMap } from './cbor-map.ts'
import { encodeCbor } from './cbor.ts'
import { SIGNATURE_BYTES, signingContext } from './head.ts'
import { isPeerId } from './hint-codec.ts'

const GRANT_PREFIX = 'passel-grant:'
const GRANT_ID_BYTES = 16
const GRANT_VERSION = 1

/** What an operator promises. */
export interface Grant {
  /** 16 random bytes: what a keeper counts by. */
  readonly id: Uint8Array
  /** Sealed bytes kept at the same time, on each keeper of the operator. */
  readonly bytes: number
  /** Wall time (ms) to which anything is kept under it. */
  readonly untilMs: number
  /** The only depositor that may use it; absent: anybody who has it. */
  readonly peer?: string
}

/** A grant as it was read; whether the signature is the operator's is for others to say. */
export interface SignedGrant {
  readonly grant: Grant
  /** What `signature` is over. */
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** The terms as they are signed and sent. Throws `bad-option` for what no keeper would read. */
export function encodeGrantTerms ({ id, bytes, untilMs, peer }: Grant): Uint8Array<ArrayBuffer> {
  const terms = encodeCbor({ v: GRANT_VERSION, id, bytes, until: untilMs, ...(peer !== undefined && { peer }) })
  decodeTerms(terms, 'bad-option')
  return terms
}

/** What the operator signs. */
export function grantMessage (terms: Uint8Array): Uint8Array {
  return concat(signingContext('grant'), terms)
}

/** The token. */
export function encodeGrant (terms: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeCbor({ terms, sig: signature })
}

/** Reads a token. Throws `frame-malformed`. */
export function decodeGrant (token: Uint8Array): SignedGrant {
  const map = token.length > MAX_GRANT_BYTES
    ? new CborMap({}, 'frame-malformed', 'grant').fail(`more than ${MAX_GRANT_BYTES} bytes`)
    : CborMap.decode(token, 'frame-malformed', 'grant')
  const terms = map.bytes('terms', 1, MAX_GRANT_BYTES)
  return {
    grant: decodeTerms(terms, 'frame-malformed'),
    message: grantMessage(terms),
    signature: map.bytes('sig', SIGNATURE_BYTES),
  }
}

function decodeTerms (terms: Uint8Array, code: 'frame-malformed' | 'bad-option'): Grant {
  const map = CborMap.decode(terms, code, 'grant')
  map.whole('v', GRANT_VERSION, GRANT_VERSION)
  const peer = map.optional('peer', () => map.text('peer', MAX_PEER_ID_CHARS))
  if (peer !== undefined && !isPeerId(peer)) map.fail('peer is not a peer id')
  return {
    id: map.bytes('id', GRANT_ID_BYTES),
    bytes: map.whole('bytes', 1, Number.MAX_SAFE_INTEGER),
    untilMs: map.whole('until', 0, Number.MAX_SAFE_INTEGER),
    ...(peer !== undefined && { peer }),
  }
}

/** The text form of a token: `passel-grant:` and base64url without padding. */
export function formatGrant (token: Uint8Array): string {
  return GRANT_PREFIX + toBase64url(token)
}

/** The token in a text. Throws `bad-option`: a person gave it. */
export function parseGrant (text: string): Uint8Array<ArrayBuffer> {
  const trimmed = text.trim()
  try {
    if (!trimmed.startsWith(GRANT_PREFIX) || trimmed.length > 2 * MAX_GRANT_BYTES) throw new Error('not a grant')
    const token = fromBase64url(trimmed.slice(GRANT_PREFIX.length))
    decodeGrant(token)
    return token
  } catch (cause) {
    throw new PasselError('bad-option', `grant: begins with ${GRANT_PREFIX} and is copied whole`, { cause })
  }
}
