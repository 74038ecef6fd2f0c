/**
 * The state of one transfer: what its records add up to (apply-record.ts).
 *
 * Digests of listed chunks are not in the journal: the page file has them, and whoever opens it fills `digests` in.
 */
import type { PasselErrorCode } from '../../errors.ts'
import type { SwarmNo } from '../../ids.ts'
import { createChunkBits, type ChunkBits } from './chunk-bits.ts'
import { createDigestList, type DigestList } from './digest-list.ts'
import type {
  HeadRecord, HolderRecord, KnownLength, PageRecord, SourceRecord, TransferRecord,
} from '../../pure/journal-types.ts'

/** Chunks sealed under one epoch and not yet on a page. */
export interface SealedRun {
  readonly first: number
  readonly count: number
  readonly epoch: number
  readonly plainOffset: number
  readonly plainBytes: number
}

export type Created = Extract<TransferRecord, { type: 'send' | 'get' | 'hold' }>

export interface Ledger {
  readonly swarm: SwarmNo
  readonly created: Created
  /** The author's source as last opened. */
  source: SourceRecord | undefined
  readonly pages: PageRecord[]
  readonly digests: DigestList
  /** By parity number without its offset: on pages, or sealed for the next ones. */
  readonly parityDigests: DigestList
  /** Stripes whose parity is in `parityDigests`. */
  parityStripes: number
  /** Sealed and not listed, in order; only an author has any. */
  runs: SealedRun[]
  sealedLast: boolean
  readonly have: ChunkBits
  /** Stripes of each column that is kept sealed; undefined where the whole payload is kept, or being fetched. */
  held: Map<number, ChunkBits> | undefined
  /** Kept but not flushed. */
  readonly unflushed: Set<number>
  known: KnownLength | undefined
  /** The name that the finished file has, or was about to get. */
  placed: string | undefined
  readonly receipts: Map<number, Uint8Array>
  holders: readonly HolderRecord[] | undefined
  /** The author's signature under its release. */
  release: Uint8Array | undefined
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
    parityDigests: createDigestList(),
    parityStripes: 0,
    runs: [],
    sealedLast: false,
    have: createChunkBits(),
    held: created.type === 'hold' ? heldOf(created.columns) : undefined,
    unflushed: new Set(),
    known: undefined,
    placed: undefined,
    receipts: new Map(),
    holders: undefined,
    release: undefined,
    paused: false,
    state: 'active',
    failure: undefined,
    conflict: undefined,
  }
}

/** Columns, with nothing of them but what was there `before`. */
export function heldOf (
  columns: readonly number[], before: ReadonlyMap<number, ChunkBits> = new Map()
): Map<number, ChunkBits> {
  return new Map(columns.map((column) => [column, before.get(column) ?? createChunkBits()]))
}
