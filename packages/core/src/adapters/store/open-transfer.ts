/**
 * A transfer while its home is open: ledger, keys, files, and what keeps its work in order. Sealing has a lane of its
 * own, because it may wait for a slow source; everything that changes pages, receipts or state shares the other one.
 * Work of both lanes, and chunks coming and going, pass the gate, so that the end can wait for all of them.
 */
import { PasselError } from '../../errors.ts'
import type { Reference } from '../../pure/reference.ts'
import { decodeReference } from '../../pure/reference-codec.ts'
import { deriveKeys, type PayloadKeys } from '../../pure/keys.ts'
import type { Disk } from './disk.ts'
import type { Feed } from './feed.ts'
import type { Journal } from './journal.ts'
import { createGate, createLane, type Gate, type Lane } from './lanes.ts'
import { createLazyFile, type LazyFile } from './lazy-file.ts'
import type { Created, Ledger } from './ledger.ts'
import type { RandomSource } from './random-source.ts'
import type { SealedBatch, SealedChunk } from './sealed-batch.ts'
import type { SealedCache } from './sealed-cache.ts'
import type { ChunkKey, SigningKey, StoreCrypto } from './store-crypto.ts'
import type { ResolvedOptions } from './store-options.ts'
import { openTarget, plainName } from './target-file.ts'

/** What all transfers of a home share. */
export interface StoreContext extends ResolvedOptions {
  readonly disk: Disk
  readonly crypto: StoreCrypto
  readonly journal: Journal
  readonly cache: SealedCache
  /** Chunks that came or went since the home was opened: while they do, the network has the other cores. */
  readonly traffic: { chunks: number }
}

export interface OpenTransfer {
  readonly ledger: Ledger
  readonly reference: Reference
  readonly keys: PayloadKeys
  readonly chunkKey: ChunkKey
  /** The author's alone. */
  readonly signingKey: SigningKey | undefined
  readonly pageFile: LazyFile
  /** Sealed chunks by number, for sources that cannot be read again. */
  readonly slab: LazyFile
  /** A reader's plain bytes. */
  readonly target: LazyFile
  readonly sealing: Lane
  readonly order: Lane
  readonly gate: Gate
  author: AuthorSession
  reader: ReaderSession
}

/** What an author has open since its home was. */
export interface AuthorSession {
  /** Number of this sealing session (u32); drawn before its first chunk. */
  epoch: number | undefined
  feed: Feed | undefined
  blob: Blob | undefined
  source: Promise<RandomSource> | undefined
  /** Chunks being sealed before they were asked for, by number. */
  readonly ahead: Map<number, Promise<SealedChunk>>
  /** `StoreContext.traffic` when the last batch began. */
  trafficBefore: number
  /** Sealed, but its journal record did not fit the disk: goes first when there is room. */
  batch: SealedBatch | undefined
}

export interface ReaderSession {
  /** Pages written since the last checkpoint. */
  pagesUnflushed: boolean
  checkpointing: boolean
  /** Chunks that the journal has are not in the file any more, and nothing was written over them yet. */
  lost: boolean
  writingOff: Promise<void> | undefined
  cancelAlarm: (() => void) | undefined
  /** A flush of the target failed: nothing more can be said to be durable. */
  flushFailure: unknown
}

export async function openTransfer (
  context: Pick<StoreContext, 'disk' | 'crypto'>, ledger: Ledger
): Promise<OpenTransfer> {
  const { disk, crypto } = context
  const { swarm, created } = ledger
  const reference = decodeReference(created.reference)
  const keys = deriveKeys(reference.secret)
  return {
    ledger,
    reference,
    keys,
    chunkKey: await crypto.chunkKey(keys.payloadKey),
    signingKey: created.type === 'send' ? await crypto.signingKey(created.authorSecret) : undefined,
    pageFile: createLazyFile(() => disk.open(pageFileName(swarm))),
    slab: createLazyFile(() => disk.open(slabName(swarm))),
    target: createLazyFile(() => openTarget(disk, ledger)),
    sealing: createLane(),
    order: createLane(),
    gate: createGate(),
    author: {
      epoch: undefined,
      feed: undefined,
      blob: undefined,
      source: undefined,
      ahead: new Map(),
      trafficBefore: 0,
      batch: undefined,
    },
    reader: {
      pagesUnflushed: false,
      checkpointing: false,
      lost: false,
      writingOff: undefined,
      cancelAlarm: undefined,
      flushFailure: undefined,
    },
  }
}

/** What only its author may do to a payload; throws `bad-option` for anybody else. */
export function authored ({ ledger: { created } }: OpenTransfer): Extract<Created, { type: 'send' }> {
  if (created.type !== 'send') throw new PasselError('bad-option', 'this payload is received, not sent')
  return created
}

/** What only who receives a payload may do; throws `bad-option` for its author. */
export function received ({ ledger: { created } }: OpenTransfer): Extract<Created, { type: 'get' }> {
  if (created.type !== 'get') throw new PasselError('bad-option', 'this payload is sent, not received')
  return created
}

const pageFileName = (swarm: number): string => `${swarm}.pages`
const slabName = (swarm: number): string => `${swarm}.sealed`

/** Files of the home that a transfer may have. */
export function ownFiles (swarm: number): string[] {
  return [pageFileName(swarm), slabName(swarm), plainName(swarm)]
}

/** The swarm a file of the home belongs to; undefined for the journal and whatever is not the store's. */
export function swarmOfFile (name: string): number | undefined {
  const number = /^(\d+)\.(?:pages|sealed|plain)$/.exec(name)?.[1]
  return number === undefined ? undefined : Number(number)
}

/** Closes files and stops what waits; the gate is shut before. */
export async function closeTransfer (transfer: OpenTransfer): Promise<void> {
  transfer.reader.cancelAlarm?.()
  const source = await transfer.author.source?.catch(() => undefined) // it never opened
  await Promise.all([transfer.pageFile.close(), transfer.slab.close(), transfer.target.close(), source?.close()])
}
