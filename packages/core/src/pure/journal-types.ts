/**
 * What the journal says about transfers. The state of a transfer is the result of its records and of nothing else:
 * while running a record is applied when it is written, after a restart when it is read.
 */
import type { PasselErrorCode } from '../errors.ts'
import type { Address, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import type { Hint, Reference } from './reference.ts'
import type { Scheme } from './stripes.ts'

/** A source as it was when it was opened; size and time tell cheaply that it is not the same any more. */
export type SourceRecord =
  | { readonly kind: 'path', readonly path: string, readonly size: number, readonly modifiedMs: number }
  /** A blob lives as long as its page: after a restart another one must be given. */
  | { readonly kind: 'blob', readonly size: number, readonly modifiedMs: number }
  | { readonly kind: 'stream' }

/** Where a reader's plain bytes go; `part` is the file's name until it is finished. */
export type TargetRecord =
  | { readonly kind: 'path', readonly path: string, readonly part: string }
  | { readonly kind: 'store' }

/** `first`, `first + 1`, ... `first + count - 1`. */
export interface Run { readonly first: number, readonly count: number }

/** Plain bytes of a newest page's last chunk, which nothing else tells until the next page comes. */
export interface KnownLength { readonly chunk: number, readonly plainBytes: number }

export interface HeadRecord {
  readonly page: number
  readonly digest: Uint8Array
  readonly final: boolean
  readonly signature: Uint8Array
}

export interface PageRecord {
  readonly type: 'page'
  readonly page: number
  readonly digest: Uint8Array
  /** Place and length of the page's block in the page file. */
  readonly at: number
  readonly length: number
  readonly kind: 'data' | 'parity'
  readonly first: number
  readonly count: number
  readonly epoch: number
  readonly chunkBytes: number
  /** Absent where nobody can read. */
  readonly plainOffset?: number
  readonly final: boolean
  readonly size?: number
  /** Plain bytes up to the end of its last chunk, where this home sealed that. */
  readonly plainEnd?: number
  /** The author's, as it was received. Absent in the author's own home: signing again gives the same bytes. */
  readonly signature?: Uint8Array
  /** Met in the swarm by its own author, whose journal had lost it: what was sealed beyond is void. */
  readonly adopted?: true
  /** On page 0: what its policy says. Absent: 1 of 1. */
  readonly scheme?: Scheme
  readonly receiptKeys?: number
  readonly keepUntilMs?: number
}

/** The first record of an author's transfer. */
export interface SendRecord {
  readonly type: 'send'
  readonly reference: Uint8Array
  readonly authorSecret: Uint8Array
  readonly chunkBytes: number
  readonly source: SourceRecord
  readonly until: 'sealed' | 'received' | 'held' | 'forever'
  /** Absent: `one`. */
  readonly audience?: 'group'
  /** Absent: 1 of 1. */
  readonly scheme?: Scheme
}

/** The first record of a transfer that only keeps columns for others. */
export interface HoldRecord {
  readonly type: 'hold'
  readonly swarmKey: Uint8Array
  readonly author: Uint8Array
  readonly privacy: PrivacyClass
  readonly kind: Reference['kind']
  readonly expiresAtMs?: number
  readonly hints: readonly Hint[]
  readonly relays: readonly Address[]
  readonly columns: readonly number[]
}

/** Who keeps which columns, and when they were last read back; 0: not yet. */
export interface HolderRecord {
  readonly peer: PeerId
  readonly addresses: readonly Address[]
  readonly columns: readonly number[]
  readonly heldAtMs: number
}

/** Chunks sealed from the watermark on under one epoch; `last`: the source has ended. */
export interface SealedRecord {
  readonly type: 'sealed'
  readonly first: number
  readonly epoch: number
  readonly digests: Uint8Array
  readonly plainBytes: number
  readonly last: boolean
}

export type TransferRecord =
  | SendRecord
  | { readonly type: 'get', readonly reference: Uint8Array, readonly target: TargetRecord }
  | { readonly type: 'source', readonly source: SourceRecord }
  | SealedRecord
  /** The page's block is at `at` in the page file; from now on it is the only page of its number. */
  | PageRecord
  /** A chunk is written but not flushed: worth checking after a crash. */
  | { readonly type: 'kept', readonly chunk: number, readonly known?: KnownLength }
  /** These chunks are flushed. */
  | { readonly type: 'checkpoint', readonly runs: readonly Run[] }
  /** Replaces everything known about which chunks are there: data chunks, or the stripes of a column. */
  | { readonly type: 'have', readonly bits: Uint8Array, readonly known?: KnownLength, readonly column?: number }
  /** The finished file is about to get this name. */
  | { readonly type: 'placing', readonly path: string }
  | { readonly type: 'finished' }
  | { readonly type: 'receipt', readonly key: number, readonly signature: Uint8Array }
  | { readonly type: 'paused', readonly paused: boolean }
  | { readonly type: 'failed', readonly code: PasselErrorCode }
  /** Two signed heads that cannot both be: the proof against the author. */
  | { readonly type: 'conflict', readonly heads: readonly HeadRecord[] }
  | { readonly type: 'forgotten' }
  | HoldRecord
  /** Digests of whole stripes of parity, from stripe `first` on, that are not on a page yet. */
  | { readonly type: 'parity', readonly first: number, readonly digests: Uint8Array }
  /** Replaces everything known about who keeps it. */
  | { readonly type: 'holders', readonly holders: readonly HolderRecord[] }
  /** The author's signature under its release. */
  | { readonly type: 'release', readonly signature: Uint8Array }
  /** What is kept from now on, and no other chunks. */
  | { readonly type: 'columns', readonly columns: readonly number[] }

/** A record and the transfer it belongs to. */
export interface JournalRecord { readonly swarm: SwarmNo, readonly record: TransferRecord }
