/**
 * The key schedule: everything comes from the reference's 32-byte secret, each key under an `info` of its own.
 * Who has `swarmKey` only (a keeper) can prove, verify and serve, and can neither read the payload nor its signals.
 */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { readU32, utf8 } from './bytes.ts'

/** Bytes of the secret and of every key. */
export const KEY_BYTES = 32

/** What `swarmKey` alone opens: naming the swarm and proving membership. */
export interface SwarmKeyPair {
  /** Names the swarm inside signatures and hourly names; never sent. */
  readonly swarmId: Uint8Array
  /** Proves membership on a link. */
  readonly linkKey: Uint8Array
}

/** All keys of one payload, 32 bytes each. */
export interface PayloadKeys extends SwarmKeyPair {
  /** AES-256-GCM key of the chunks. */
  readonly payloadKey: Uint8Array
  /** AES-256-GCM key of the sealed part of pages. */
  readonly metaKey: Uint8Array
  /** AES-256-GCM key of signal records. */
  readonly signalKey: Uint8Array
  /** HMAC key by which members find their own signal records. */
  readonly tagKey: Uint8Array
  /** What a keeper gets. */
  readonly swarmKey: Uint8Array
}

function derive (key: Uint8Array, info: string, length = KEY_BYTES): Uint8Array {
  return hkdf(sha256, key, undefined, utf8(`passel/1/${info}`), length)
}

/** Derives what a keeper can: `swarmId` and `linkKey`. */
export function deriveSwarmKeys (swarmKey: Uint8Array): SwarmKeyPair {
  return { swarmId: derive(swarmKey, 'swarm-id'), linkKey: derive(swarmKey, 'link') }
}

/** The swarm's name alone, for whoever only wants to know which payload a secret is of: a third of the work. */
export function deriveSwarmId (secret: Uint8Array): Uint8Array {
  return derive(derive(secret, 'swarm'), 'swarm-id')
}

/** Derives every key of a payload from the reference's secret (32 bytes). */
export function deriveKeys (secret: Uint8Array): PayloadKeys {
  const swarmKey = derive(secret, 'swarm')
  return {
    payloadKey: derive(secret, 'payload'),
    metaKey: derive(secret, 'meta'),
    signalKey: derive(secret, 'signal'),
    tagKey: derive(secret, 'tag'),
    swarmKey,
    ...deriveSwarmKeys(swarmKey),
  }
}

/** The signal bucket (0 to `buckets - 1`) that a swarm shares with many others. */
export function bucketOf (swarmKey: Uint8Array, buckets: number): number {
  return readU32(derive(swarmKey, 'bucket', 4), 0) % buckets
}

/** Seed (32 bytes) of the Ed25519 key that signs the receipt where a payload has a single recipient. */
export function receiptSeed (secret: Uint8Array): Uint8Array {
  return derive(secret, 'receipt')
}
