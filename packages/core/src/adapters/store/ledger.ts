/**
 * The state of one transfer: what its records add up to (apply-record.ts).
 *
 * Digests of listed chunks are not in the journal: the page file has them, and whoever opens it fills `digests` in.
 */
import type { PasselErrorCode } from '../../errors.ts'
import type { SwarmNo } from '../../ids.ts'
import { createChunkBits, type ChunkBits } from './chunk-bits.ts'
import { createDigestList, type DigestList } from './digest-list.ts'
import type { HeadRecord, KnownLength, PageRecord, SourceRecord, TransferRecord } from '../../pure/journal-types.ts'

/** Chunks sealed under one epoch and not yet on a page. */
export interface SealedRun {
  readonly first: number
  readonly count: number
  readonly epoch: number
  readonly plainOffset: number
  readonly plainBytes: number
}

export type Created = Extract<TransferRecord, { type: 'send' | 'get' }>

export interface Ledger {
  readonly swarm: SwarmNo
  readonly created: Created
  /** The author's source as last opened. */
  source: SourceRecord | undefined
  readonly pages: PageRecord[]
  readonly digests: DigestList
  /** Sealed and not listed, in order; only an author has any. */
  runs: SealedRun[]
  sealedLast: boolean
  readonly have: ChunkBits
  /** Kept but not flushed. */
  readonly unflushed: Set<number>
  known: KnownLength | undefined
  /** The name that the finished file has, or was about to get. */
  placed: string | undefined
  readonly receipts: Map<number, Uint8Array>
  paused: boolean
  state: 'active' | 'done' | 'failed'
  failure: PasselErrorCode | undefined
  conflict: readonly HeadRecord[] | undefined
}

export function createLedger (swarm: SwarmNo, created: Created): Ledger {
  return {
    swarm,
    created,
    source: created.type === 'send' ? created.source : undefined,
    pages: [],
    digests: createDigestList(),
    runs: [],
    sealedLast: false,
    have: createChunkBits(),
    unflushed: new Set(),
    known: undefined,
    placed: undefined,
    receipts: new Map(),
    paused: false,
    state: 'active',
    failure: undefined,
    conflict: undefined,
  }
}
