/**
 * What a signal says, as a small dag-cbor map: `t` kind (0 seek, 1 offer, 2 holders), `p` and `a` the sender and its
 * addresses, and each kind's own. Peer ids are their multihash bytes, an address that ends in `/p2p/` goes on with
 * the id beside it. A record is short, so what matters least is left out until the rest fits.
 */
import { base58btc } from 'multiformats/bases/base58'
import { errorCode, PasselError } from '../errors.ts'
import type { PeerId } from '../ids.ts'
import { MAX_ADDRESSES, MAX_HINTS, MAX_PEERS_NAMED } from '../limits.ts'
import { fromHex, toHex } from './bytes.ts'
import { CborMap } from './cbor-map.ts'
import { encodeCbor } from './cbor.ts'
import { decodeAddress, encodeAddress, isPeerId } from './hint-codec.ts'
import type { Hint } from './reference.ts'

/** What one signal says about one swarm. Sender address always included: whoever reads it can dial back. */
export type SignalBody =
  /** Here I am, this is what I miss, these failed me (stored; expires within 24 h). `attempt` counts from 1. */
  | {
    readonly type: 'seek'
    readonly from: Hint
    readonly attempt: number
    readonly failed: readonly PeerId[]
    readonly expiresAtMs: number
  }
  /** I hold this, dial me there. `answers`: the id of the seek. */
  | { readonly type: 'offer', readonly from: Hint, readonly answers: string, readonly haveAll: boolean }
  /** Who keeps it (stored). */
  | { readonly type: 'holders', readonly holders: readonly Hint[] }

/** Bytes of a signal's id. */
export const SIGNAL_ID_BYTES = 8

const SEEK = 0
const OFFER = 1
const HOLDERS = 2

/** Writes a body into at most `max` bytes, less and less of it. Throws `bad-option` when not even the least fits. */
export function encodeSignalBody (body: SignalBody, max: number): Uint8Array {
  for (let shorter: SignalBody | undefined = body; shorter !== undefined; shorter = shorten(shorter)) {
    const bytes = encodeCbor(written(shorter))
    if (bytes.length <= max) return bytes
  }
  throw new PasselError('bad-option', `a signal (${body.type}) does not fit ${max} bytes`)
}

function written (body: SignalBody): unknown {
  switch (body.type) {
    case 'seek': {
      const { from, attempt, failed, expiresAtMs } = body
      return { t: SEEK, ...writtenHint(from), n: attempt, f: failed.map(writtenPeer), e: expiresAtMs }
    }
    case 'offer': return { t: OFFER, ...writtenHint(body.from), s: fromHex(body.answers), h: body.haveAll }
    case 'holders': return { t: HOLDERS, h: body.holders.map(writtenHint) }
  }
}

function writtenHint ({ peer, addresses }: Hint): { p: Uint8Array | string, a: unknown[] } {
  return { p: writtenPeer(peer), a: addresses.map((it) => encodeAddress(it, peer, [])) }
}

/** A peer id in base58 as its bytes, any other form as the text it is. */
function writtenPeer (peer: PeerId): Uint8Array | string {
  let bytes: Uint8Array
  try {
    bytes = base58btc.baseDecode(peer)
  } catch {
    // Not base58: nothing is lost, it travels as text.
    return peer
  }
  return base58btc.baseEncode(bytes) === peer ? bytes : peer
}

/** The body with one thing less, the least useful first; undefined when nothing can go. Two addresses: two relays. */
function shorten (body: SignalBody): SignalBody | undefined {
  if (body.type === 'holders') {
    const far = body.holders.findLastIndex((it) => it.addresses.length > 1)
    if (far >= 0) return { ...body, holders: body.holders.map((it, i) => i === far ? fewer(it) : it) }
    return body.holders.length > 1 ? { ...body, holders: body.holders.slice(0, -1) } : undefined
  }
  if (body.from.addresses.length > 2) return { ...body, from: fewer(body.from) }
  if (body.type === 'seek' && body.failed.length > 0) return { ...body, failed: body.failed.slice(0, -1) }
  return body.from.addresses.length > 0 ? { ...body, from: fewer(body.from) } : undefined
}

function fewer (hint: Hint): Hint {
  return { ...hint, addresses: hint.addresses.slice(0, -1) }
}

/** Reads a body; undefined for what cannot be read and for kinds of a later version. */
export function decodeSignalBody (bytes: Uint8Array): SignalBody | undefined {
  try {
    return readBody(CborMap.decode(bytes, 'frame-malformed', 'signal'))
  } catch (error) {
    if (errorCode(error) === 'frame-malformed') return undefined
    throw error
  }
}

function readBody (map: CborMap): SignalBody | undefined {
  switch (map.whole('t', 0, 255)) {
    case SEEK: return {
      type: 'seek',
      from: readHint(map),
      attempt: map.whole('n', 1, Number.MAX_SAFE_INTEGER),
      failed: map.list('f', MAX_PEERS_NAMED).map((it) => readPeer(it, map)),
      expiresAtMs: map.whole('e', 0, Number.MAX_SAFE_INTEGER),
    }
    case OFFER: return {
      type: 'offer',
      from: readHint(map),
      answers: toHex(map.bytes('s', SIGNAL_ID_BYTES)),
      haveAll: map.bool('h'),
    }
    case HOLDERS: return {
      type: 'holders',
      holders: map.list('h', MAX_HINTS).map((it) => readHint(new CborMap(it, 'frame-malformed', 'signal'))),
    }
    default: return undefined
  }
}

function readHint (map: CborMap): Hint {
  const peer = readPeer(map.get('p'), map)
  return { peer, addresses: map.list('a', MAX_ADDRESSES).map((it) => decodeAddress(it, peer, [], map)) }
}

function readPeer (value: unknown, map: CborMap): PeerId {
  const peer = value instanceof Uint8Array ? base58btc.baseEncode(value) : value
  return isPeerId(peer) ? peer : map.fail('no peer id')
}
