/**
 * Joining a swarm without naming it. The opener names it by an HMAC that only this listener can look up and only for
 * about an hour, and proves in the same breath that it holds `linkKey`; then the listener does. Ids come from the
 * connection, so a proof means nothing to anybody else; the name makes it mean nothing when its hour is over; the
 * opener's nonce makes the answer one to this question; the role keeps it from being reflected.
 *
 * A nonce of the listener would cost a round trip and keep out nobody: who may use a proof again is who made it, on a
 * connection that its own key authenticates.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, sameBytes, u32, utf8 } from './bytes.ts'

/** Bytes of names, nonces and proofs. */
export const JOIN_BYTES = 32

const HOUR_MS = 3_600_000

/** The hour (since 1970, u32) that names are made for; the listener accepts one hour on either side. */
export function hourOf (wallMs: number): number {
  return Math.floor(wallMs / HOUR_MS)
}

/** Length in front, so that no two pairs of ids read alike. */
function framed (bytes: Uint8Array): Uint8Array {
  return concat(new Uint8Array([bytes.length >>> 8, bytes.length]), bytes)
}

/** The swarm's name towards one listener in one hour; `listener` is the peer id's multihash bytes. */
export function swarmName (swarmId: Uint8Array, listener: Uint8Array, hour: number): Uint8Array {
  return hmac(sha256, swarmId, concat(utf8('passel/1/name'), framed(listener), u32(hour)))
}

/** Who proves. */
export type JoinRole = 'dial' | 'listen'

/**
 * What a side sends to prove membership. `name`: what the opener calls the swarm; `nonce`: its 32 random bytes; ids:
 * the peer ids' multihash bytes.
 */
export function proof (
  linkKey: Uint8Array, role: JoinRole,
  name: Uint8Array, nonce: Uint8Array, idOpener: Uint8Array, idListener: Uint8Array
): Uint8Array {
  return hmac(sha256, linkKey, concat(
    utf8(`passel/1/${role}`), name, nonce, framed(idOpener), framed(idListener)
  ))
}

/** Compares proofs in constant time. */
export const sameProof = sameBytes
