import type {
  ChunkNo, HolderNote, KeepOutcome, PageVerdict, Random, StoredTransfer, SwarmNo, TransferInit,
} from '@passel/core/machines'
import type { Head, PageSummary, Receipt } from '@passel/core/pure'
import type { ChunkBits } from './chunk-bits.ts'
import type { Ledger, StoreRecord } from './ledger.ts'
import type { VirtualPayload } from './payload.ts'

export interface VirtualTransferRecord {
  readonly swarm: SwarmNo
  readonly payload: VirtualPayload
  readonly init: TransferInit
  /** Bytes sealed or fetched over the whole life of the record, restarts included. */
  readonly work: { sealed: number, kept: number }
  /** When the payload's source began to flow. */
  readonly sinceMs: number
  /** What the store knows now; another one after a crash. */
  readonly ledger: Ledger
  readonly have: ChunkBits
}

export interface StoreSpeed {
  readonly sealBytesPerSecond: number
  readonly checkBytesPerSecond: number
  /** A journal flush. */
  readonly flushMs: number
}

/** Why a store takes nothing at the moment. */
export type StoreTrouble = 'disk-full' | 'quota' | 'io'

/** Who looks over the store's shoulder; knows what no peer knows. */
export interface StoreWitness {
  /** One nonce (epoch and number) has sealed plain bytes at an offset. */
  sealed? (payload: VirtualPayload, chunk: number, epoch: number, offset: number, bytes: number): void
  signed? (payload: VirtualPayload, page: PageSummary, head: Head): void
  /** A journal was read back beside the state that it should give. */
  replayed? (payload: VirtualPayload, difference: string | undefined): void
  /** A power cut took chunks or records. */
  torn? (payload: VirtualPayload, chunks: number): void
}

/** What the store needs of its peer; both calls are forgotten when the peer stops. */
export interface StoreHost {
  nowMs (): number
  later (ms: number, run: () => void): void
  /** Runs `work` when the store's one worker has come to it and spent `ms` on it. */
  work (ms: number, work: () => void): void
  readonly witness?: StoreWitness
}

/** What a batch of sealing gave. */
export interface Sealed {
  readonly first: number
  readonly count: number
  readonly bytes: number
  readonly short: boolean
  readonly last: boolean
}

export type Failed = (code: StoreTrouble) => void

export interface VirtualStore {
  create (payload: VirtualPayload, init: TransferInit): VirtualTransferRecord
  record (swarm: SwarmNo): VirtualTransferRecord | undefined
  /** The record of a payload, if this peer is a member. */
  of (payload: VirtualPayload): VirtualTransferRecord | undefined
  stored (): StoredTransfer[]
  /** The process ended; `power` decides what a power cut takes with it. */
  crash (power?: Random): void
  /** A new process: a new sealing session, and pages that were journalled are signed. */
  open (): void
  /** From now on writes fail, or succeed again. */
  setTrouble (trouble: StoreTrouble | undefined): void
  seal (swarm: SwarmNo, maxChunks: number, flushMs: number, done: (result: Sealed) => void, failed: Failed): void
  signPage (
    swarm: SwarmNo, count: number, final: boolean, done: (page: PageSummary, head: Head) => void, failed: Failed
  ): void
  checkPage (swarm: SwarmNo, head: Head, done: (verdict: PageVerdict) => void): void
  checkHead (swarm: SwarmNo, head: Head, done: (verdict: 'known' | 'ahead' | 'conflict' | 'forged') => void): void
  keep (swarm: SwarmNo, chunk: ChunkNo, corrupt: boolean, done: (outcome: KeepOutcome) => void): void
  read (swarm: SwarmNo, chunk: ChunkNo, done: (there: boolean) => void): void
  finish (swarm: SwarmNo, done: () => void, failed: Failed): void
  signReceipt (swarm: SwarmNo, done: (receipt: Receipt) => void): void
  checkReceipt (swarm: SwarmNo, receipt: Receipt, done: (ok: boolean, receipts: number) => void): void
  setHolders (swarm: SwarmNo, holders: readonly HolderNote[]): void
  setColumns (swarm: SwarmNo, columns: readonly number[], done: () => void): void
  signRelease (swarm: SwarmNo, done: (signature: Uint8Array) => void): void
  checkRelease (swarm: SwarmNo, signature: Uint8Array, done: (ok: boolean) => void): void
  setPaused (swarm: SwarmNo, paused: boolean): void
  setFailed (swarm: SwarmNo, code: Extract<StoreRecord, { type: 'failed' }>['code']): void
  forget (swarm: SwarmNo): void
}
