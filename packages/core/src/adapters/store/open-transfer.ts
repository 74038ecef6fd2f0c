/**
 * A transfer while its home is open: ledger, keys, files, and what keeps its work in order. Sealing has a lane of its
 * own, because it may wait for a slow source; everything that changes pages, receipts or state shares the other one.
 * Work of both lanes, and chunks coming and going, pass the gate, so that the end can wait for all of them.
 */
import { PasselError } from '../../errors.ts'
import type { Reference } from '../../pure/reference.ts'
import { decodeReference } from '../../pure/reference-codec.ts'
import { deriveKeys, deriveSwarmKeys, type PayloadKeys } from '../../pure/keys.ts'
import type { Disk } from './disk.ts'
import { columnName, createColumnFiles, type ColumnFiles } from './column-files.ts'
import type { StripeCache } from './coding/stripe-cache.ts'
import type { Feed } from './feed.ts'
import type { Journal } from './journal.ts'
import { createGate, createLane, type Gate, type Lane } from './lanes.ts'
import { createLazyFile, type FileShelf, type LazyFile } from './lazy-file.ts'
import type { Created, Ledger } from './ledger.ts'
import type { HoldRecord } from '../../pure/journal-types.ts'
import type { RandomSource } from './random-source.ts'
import { createScratch, type Scratch } from './scratch.ts'
import type { SealedBatch, SealedChunk } from './sealed-batch.ts'
import type { SealedCache } from './sealed-cache.ts'
import type { ChunkKey, SigningKey, StoreCrypto } from './store-crypto.ts'
import type { ResolvedOptions } from './store-options.ts'
import { openTarget, plainName } from './target-file.ts'

/** What all transfers of a home share. */
export interface StoreContext extends ResolvedOptions {
  readonly disk: Disk
  /** Files of all transfers that are open now. */
  readonly files: FileShelf
  readonly crypto: StoreCrypto
  readonly journal: Journal
  readonly cache: SealedCache
  /** One stripe is rebuilt at a time: its chunks are in memory together. */
  readonly coding: Lane
  readonly stripes: StripeCache
  /** Chunks that came or went since the home was opened: while they do, the network has the other cores. */
  readonly traffic: { chunks: number }
}

export interface Reading { readonly reference: Reference, readonly keys: PayloadKeys, readonly chunkKey: ChunkKey }

export interface OpenTransfer {
  readonly ledger: Ledger
  /** Names the payload inside signatures. */
  readonly swarmId: Uint8Array
  /** The author's public key. */
  readonly authorKey: Uint8Array
  /** What opens the payload; undefined where it is kept for others. */
  readonly reading: Reading | undefined
  /** The author's alone. */
  readonly signingKey: SigningKey | undefined
  readonly pageFile: LazyFile
  /** Sealed chunks by number, for sources that cannot be read again. */
  readonly slab: LazyFile
  /** A reader's plain bytes. */
  readonly target: LazyFile
  /** Columns that are kept sealed. */
  readonly columns: ColumnFiles
  /** Chunks that only serve to rebuild others. */
  readonly scratch: Scratch
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
  /** Stripes of parity that whoever asks for them was told of. */
  parityTold: number
  /** Where one stripe's parity is made, to be hashed. */
  parity: readonly Uint8Array[] | undefined
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
  context: Pick<StoreContext, 'disk' | 'crypto' | 'files'>, ledger: Ledger
): Promise<OpenTransfer> {
  const { disk, crypto, files } = context
  const { swarm, created } = ledger
  const reading = created.type === 'hold' ? undefined : await readingOf(crypto, created.reference)
  return {
    ledger,
    ...identityOf(created, reading),
    reading,
    signingKey: created.type === 'send' ? await crypto.signingKey(created.authorSecret) : undefined,
    pageFile: createLazyFile(() => disk.open(pageFileName(swarm)), files),
    slab: createLazyFile(() => disk.open(slabName(swarm)), files),
    target: createLazyFile(() => openTarget(disk, ledger), files),
    columns: createColumnFiles(disk, swarm, files),
    scratch: createScratch(disk, scratchName(swarm), files),
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
      parityTold: ledger.parityStripes,
      parity: undefined,
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

async function readingOf (crypto: StoreCrypto, encoded: Uint8Array): Promise<Reading> {
  const reference = decodeReference(encoded)
  const keys = deriveKeys(reference.secret)
  return { reference, keys, chunkKey: await crypto.chunkKey(keys.payloadKey) }
}

function identityOf (
  created: Created, reading: Reading | undefined
): Pick<OpenTransfer, 'swarmId' | 'authorKey'> {
  if (reading !== undefined) return { swarmId: reading.keys.swarmId, authorKey: reading.reference.author }
  const { swarmKey, author } = created as HoldRecord
  return { swarmId: deriveSwarmKeys(swarmKey).swarmId, authorKey: author }
}

/** What opens a payload; throws `bad-option` where it is kept for others. */
export function readable ({ reading }: OpenTransfer): Reading {
  if (reading === undefined) throw new PasselError('bad-option', 'this payload is kept for others: it cannot be read')
  return reading
}

/** What only its author may do to a payload; throws `bad-option` for anybody else. */
export function authored ({ ledger: { created } }: OpenTransfer): Extract<Created, { type: 'send' }> {
  if (created.type !== 'send') throw new PasselError('bad-option', 'this payload is somebody else\'s')
  return created
}

/** What only who receives a payload may do; throws `bad-option` for its author. */
export function received ({ ledger: { created } }: OpenTransfer): Extract<Created, { type: 'get' }> {
  if (created.type !== 'get') throw new PasselError('bad-option', 'this payload is not received here')
  return created
}

const pageFileName = (swarm: number): string => `${swarm}.pages`
const slabName = (swarm: number): string => `${swarm}.sealed`
const scratchName = (swarm: number): string => `${swarm}.scratch`

/** Files of the home that a transfer may have. */
export function ownFiles ({ swarm, held }: Ledger): string[] {
  const columns = Array.from(held?.keys() ?? [], (column) => columnName(swarm, column))
  return [pageFileName(swarm), slabName(swarm), plainName(swarm), scratchName(swarm), ...columns]
}

/** A file of the home by its name; undefined for the journal and whatever is not the store's. */
export function namedFile (name: string): { swarm: number, kind: string, column?: number } | undefined {
  const [, swarm, kind, column] = /^(\d+)\.(pages|sealed|plain|scratch|column-(\d+))$/.exec(name) ?? []
  if (swarm === undefined || kind === undefined) return undefined
  return column === undefined ? { swarm: Number(swarm), kind } : { swarm: Number(swarm), kind, column: Number(column) }
}

/** Closes files and stops what waits; the gate is shut before. */
export async function closeTransfer (transfer: OpenTransfer): Promise<void> {
  transfer.reader.cancelAlarm?.()
  const source = await transfer.author.source?.catch(() => undefined) // it never opened
  await Promise.all([
    transfer.pageFile.close(), transfer.slab.close(), transfer.target.close(), source?.close(),
    transfer.columns.close(), transfer.scratch.close(),
  ])
}
