/**
 * Stores over disks that crash. A rig is one home's life: it is opened, used, crashes, is opened again on what the
 * crash left. What the store said (a promise that resolved) is noted with the number of changes the disk had seen, so
 * that a test can ask of any crash what had been said before it.
 */
import { createStore } from '../adapters/store/store.ts'
import type { StoreCrypto } from '../adapters/store/store-crypto.ts'
import type { StorePort as Store } from '../ports.ts'
import { createWebCrypto } from '../adapters/store/web-crypto.ts'
import { toHex } from '../pure/bytes.ts'
import type { StoredTransfer } from '../ports.ts'
import type { MemoryFiles } from './memory-disk.ts'
import { createTornDisk, filesAfterCrash, type Crash, type DiskChange, type TornDisk } from './torn-disk.ts'

/** Bytes of a sealed chunk in crash tests: 108 of them plain. */
export const TINY_CHUNK = 128
export const TINY_CAPACITY = 108

/** A ciphertext and the nonce it was made with, as text. */
export interface SealedNonce { readonly nonce: string, readonly digest: string, readonly at: number }

export interface LiveStore {
  readonly store: Store
  readonly stored: readonly StoredTransfer[]
  readonly disk: TornDisk
  /** Everything sealed in this life, with the number of changes of the disk by then. */
  readonly nonces: readonly SealedNonce[]
}

export interface OpenOptions {
  readonly files?: MemoryFiles
  /** Gives the random bytes of epochs; never the same twice in a test. */
  readonly randomBytes?: (length: number) => Uint8Array
}

/** Opens a store over a recording disk. Its alarms never ring: crash tests say themselves when a checkpoint is due. */
export async function openLive ({ files, randomBytes }: OpenOptions = {}): Promise<LiveStore> {
  const disk = createTornDisk(files)
  const nonces: SealedNonce[] = []
  const store = createStore(disk, watched(disk, nonces, randomBytes), {
    chunkBytes: TINY_CHUNK,
    clock: { nowMs: () => 0, wallMs: () => 1_800_000_000_000, alarm: () => () => undefined },
  })
  return { store, stored: await store.open(), disk, nonces }
}

/** What a crash after `count` changes leaves of a home. */
export function crashed (
  { disk }: Pick<LiveStore, 'disk'>, count: number, crash: Crash, before?: MemoryFiles
): MemoryFiles {
  return filesAfterCrash(disk.changes, count, crash, before)
}

function watched (disk: TornDisk, nonces: SealedNonce[], randomBytes: OpenOptions['randomBytes']): StoreCrypto {
  const crypto = createWebCrypto()
  return {
    ...crypto,
    ...(randomBytes !== undefined && { randomBytes }),
    seal: async (key, nonce, aad, plain) => {
      const sealed = await crypto.seal(key, nonce, aad, plain)
      nonces.push({ nonce: toHex(nonce), digest: toHex(await crypto.sha256(sealed)), at: disk.changes.length })
      return sealed
    },
  }
}

/** Throws when one nonce sealed two different plaintexts. */
export function checkNonces (lives: readonly (readonly SealedNonce[])[]): void {
  const seen = new Map<string, string>()
  for (const { nonce, digest } of lives.flat()) {
    const before = seen.get(nonce)
    if (before !== undefined && before !== digest) throw new Error(`nonce ${nonce} sealed two plaintexts`)
    seen.set(nonce, digest)
  }
}

/** Random bytes that are never the same twice: a counter, so that a reused epoch would show. */
export function countingBytes (): (length: number) => Uint8Array {
  let next = 1
  return (length) => {
    const bytes = new Uint8Array(length)
    new DataView(bytes.buffer).setUint32(0, next++)
    return bytes
  }
}

/** A crash after the first `count` changes of a disk. */
export interface Instant { readonly count: number, readonly crash: Crash }

/** The process dies at each byte of a disk's last `writes` writes. */
export function insideLastWrites (changes: readonly DiskChange[], writes: number): Instant[] {
  const all = changes.flatMap((change, i) => (change.type === 'write' ? [{ count: i + 1, bytes: change.bytes }] : []))
  return all.slice(-writes).flatMap(({ count, bytes }) =>
    Array.from(bytes, (_, lastBytes): Instant => ({ count, crash: { how: 'kill', lastBytes } })))
}

/** A repeatable source of chances. */
export function chances (seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
