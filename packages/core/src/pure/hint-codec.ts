/**
 * Hints and addresses, small. A circuit address repeats a relay's address and the member's id, so it is written as
 * `[index of the relay, rest]`, and a rest that ends in `/p2p/` stands for `/p2p/<the member's id>`. Addresses stay
 * opaque text: a newer transport's address passes through an older member and its signature still holds.
 */
import { PasselError } from '../errors.ts'
import { MAX_ADDRESS_CHARS, MAX_ADDRESSES, MAX_HINTS, MAX_PEER_ID_CHARS } from '../limits.ts'
import { concat, isVisibleAscii, isWhole } from './bytes.ts'
import type { CborMap } from './cbor-map.ts'
import { encodeCbor } from './cbor.ts'
import { signingContext } from './head.ts'
import type { Hint } from './reference.ts'

/** An address as written: text, or a relay's index and what follows its address. */
type WrittenAddress = string | readonly [relay: number, rest: string]

const OWN_ID = '/p2p/'

/** Writes one address of `peer`; `relays` are those of its reference. Throws `bad-option` for an end in `/p2p/`. */
export function encodeAddress (address: string, peer: string, relays: readonly string[]): WrittenAddress {
  // It could not be told from a shortened address, and no multiaddr ends so.
  if (address.endsWith(OWN_ID)) throw new PasselError('bad-option', `not an address: ${address}`)
  const relay = relays.findIndex((it) => it !== '' && address.startsWith(it))
  const rest = relay < 0 ? address : address.slice(relays[relay]?.length)
  const short = peer !== '' && rest.endsWith(OWN_ID + peer) ? rest.slice(0, -peer.length) : rest
  return relay < 0 ? short : [relay, short]
}

/** Reads one address back; fails through `map`. */
export function decodeAddress (written: unknown, peer: string, relays: readonly string[], map: CborMap): string {
  const [relay, rest] = typeof written === 'string' ? [undefined, written] : relayAndRest(written, map)
  const base = relay === undefined ? '' : relays[relay] ?? map.fail('an address names a relay that is not listed')
  const address = base + rest + (rest.endsWith(OWN_ID) ? peer : '')
  if (address.length > MAX_ADDRESS_CHARS || !isVisibleAscii(address)) map.fail('an address is too long or not ASCII')
  if (address.endsWith(OWN_ID)) map.fail('an address ends without a peer id')
  return address
}

function relayAndRest (written: unknown, map: CborMap): readonly [number, string] {
  const [relay, rest, more] = Array.isArray(written) ? written as unknown[] : []
  return isWhole(relay, 0, MAX_ADDRESSES - 1) && typeof rest === 'string' && more === undefined
    ? [relay, rest]
    : map.fail('an address is neither text nor relay and rest')
}

/** Writes hints as `[peer, [address, ...]]`. */
export function encodeHints (hints: readonly Hint[], relays: readonly string[]): unknown[] {
  return hints.map(({ peer, addresses }) => [peer, addresses.map((it) => encodeAddress(it, peer, relays))])
}

/** Writes relays: addresses of nobody in particular. */
export function encodeRelays (relays: readonly string[]): unknown[] {
  return relays.map((relay) => encodeAddress(relay, '', []))
}

/** Reads the `relays` of a map. */
export function decodeRelays (map: CborMap): string[] {
  return map.list('relays', MAX_ADDRESSES).map((written) => decodeAddress(written, '', [], map))
}

/** Reads the `hints` of a map. */
export function decodeHints (map: CborMap, relays: readonly string[]): Hint[] {
  return map.list('hints', MAX_HINTS).map((written) => decodeHint(written, relays, map))
}

/** Whether a value can be a peer id; whether it is one is for libp2p to say. */
export function isPeerId (value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_PEER_ID_CHARS && isVisibleAscii(value)
}

/** Reads one `[peer, [address, ...]]`; fails through `map`. */
function decodeHint (written: unknown, relays: readonly string[], map: CborMap): Hint {
  if (!Array.isArray(written) || written.length !== 2) map.fail('a hint is not a peer and its addresses')
  const [peer, addresses] = written as unknown[]
  if (!isPeerId(peer)) map.fail('a hint names no peer')
  if (!Array.isArray(addresses) || addresses.length > MAX_ADDRESSES) map.fail(`not up to ${MAX_ADDRESSES} addresses`)
  return { peer, addresses: addresses.map((it) => decodeAddress(it, peer, relays, map)) }
}

/**
 * What the author signs over a reference's hints and relays, so that whoever forwards it cannot send its readers
 * elsewhere: context, swarm id, dag-cbor of `[hints in full, relays]`.
 */
export function hintsMessage (swarmId: Uint8Array, hints: readonly Hint[], relays: readonly string[]): Uint8Array {
  return concat(signingContext('hints'), swarmId, encodeCbor([hints.map((it) => [it.peer, it.addresses]), relays]))
}
