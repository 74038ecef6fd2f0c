/** The durable side of the engine as an interface, and what it speaks of. See ports.ts. */
import type { Address, ChunkNo, PageNo, PeerId, SwarmNo } from './ids.ts'
import type { PasselErrorCode } from './errors.ts'
import type { HeldPayload } from './pure/held-payload.ts'
import type { Head, PageSummary, Receipt } from './pure/page.ts'
import type { Reference } from './pure/reference.ts'
import type { Scheme } from './pure/stripes.ts'

/**
 * Where plain bytes come from. A `path` can be read again; a `stream` only once; a `blob` while its page lives, and
 * afterwards when it came with a `handle` and the person still allows it.
 */
export type SourceRef =
  | { readonly kind: 'path', readonly path: string }
  | { readonly kind: 'blob', readonly blob: Blob, readonly handle?: FileSystemFileHandle }
  | { readonly kind: 'stream' }

/** Where verified plain bytes go. `memory` and `store` keep them inside the home. */
export type TargetRef =
  | { readonly kind: 'path', readonly path: string }
  | { readonly kind: 'store' }

export type TransferInit =
  | {
    readonly role: 'send'
    readonly reference: Reference
    readonly authorSecret: Uint8Array
    readonly source: SourceRef
    readonly until: Until
    /** @default 'one' */
    readonly audience?: Audience
    /** @default 1 of 1 */
    readonly policy?: Scheme
  }
  | { readonly role: 'get', readonly reference: Reference, readonly target: TargetRef }
  /** Keeping columns for others, without a key to read them. */
  | { readonly role: 'hold', readonly payload: HeldPayload, readonly columns: readonly number[] }

/** A holder that we gave columns to, or that said so. */
export interface HolderNote {
  readonly peer: PeerId
  readonly addresses: readonly Address[]
  readonly columns: readonly number[]
  /** Wall time (ms) when its columns were last read back; 0: not yet. */
  readonly heldAtMs: number
}

/**
 * Whom a payload is for. `one`: page 0 names a receipt key, and the recipient's receipt ends it. `group`: it names
 * none, so that no member can end it for the others; the author or the time limit does.
 */
export type Audience = 'one' | 'group'

/** When a sender counts as finished. */
export type Until = 'sealed' | 'received' | 'held' | 'forever'

/** What the journal knows of a transfer; also what a machine starts from. */
export interface StoredTransfer {
  readonly swarm: SwarmNo
  readonly init: TransferInit
  readonly pages: readonly PageSummary[]
  /** The newest head, to be announced without reading a page; absent: members learn of our pages by asking. */
  readonly head?: Head
  /** Chunks whose sealing is durable (author), from 0 without gaps; those above the last page are not yet listed. */
  readonly sealedChunks: number
  /** The source was read to its end. */
  readonly sealedLast: boolean
  /** Bit i (byte i >> 3, mask 0x80 >> (i & 7)) is set when data chunk i can be given. */
  readonly have: Uint8Array
  /** The same for parity chunk `FIRST_PARITY + i`, of who keeps columns; full holders make parity on demand. */
  readonly haveParity?: Uint8Array
  /** Stripes whose parity digests are durable (author), from 0 without gaps. */
  readonly parityStripes: number
  /** What is kept: of a `hold`, and of a finished `get` that gave up the rest. */
  readonly columns?: readonly number[]
  /** Who else keeps it, as `setHolders` said last. */
  readonly holders?: readonly HolderNote[]
  /** The author said that nobody need keep it. */
  readonly released?: true
  /** The author's signature under that, to be passed on. */
  readonly release?: Uint8Array
  readonly receipts: number
  /** Those of others that the journal keeps: to be passed on to whoever was away. */
  readonly receiptsKept?: readonly Receipt[]
  readonly paused: boolean
  readonly state: 'active' | 'done' | 'failed'
  readonly failure?: PasselErrorCode
  /** Bytes that needed no second fetch or sealing after the restart. */
  readonly resumedBytes: number
}

/** What `seal` added: chunks from `first` on, their plain bytes; the last may be `short`, or the source's `last`. */
export interface SealOutcome {
  readonly first: number
  readonly count: number
  readonly bytes: number
  readonly short: boolean
  readonly last: boolean
}

/** What `sealParity` added: `count` stripes from stripe `first` on; `last`: all are done. */
export interface ParityOutcome { readonly first: number, readonly count: number, readonly last: boolean }

/** `missing`: fewer than `need` chunks of the stripe are here. `bad-parity`: they do not make what the pages list. */
export interface RebuildOutcome {
  readonly outcome: 'ok' | 'bad-parity' | 'missing' | 'quota' | 'disk-full' | 'io'
  /** What is kept now and was not before. */
  readonly chunks: readonly ChunkNo[]
}

export type KeepOutcome = 'ok' | 'bad-digest' | 'unlisted' | 'quota' | 'disk-full' | 'io'
export type PageVerdict =
  | { readonly verdict: 'ok' | 'known', readonly page: PageSummary }
  | { readonly verdict: 'forged' | 'out-of-order' | 'conflict' | 'disk-full' | 'io' }

/**
 * The durable side of the engine: sealed slabs, plain files sealed again on demand, pages, journal. It owns
 * the crash order (see adapters/store/README.md): a promise resolves only when a SIGKILL right
 * after it loses nothing of what it said. Buffers given to it are moved (their length is 0 afterwards).
 */
export interface StorePort {
  /** Takes the home for this process (`store-in-use`), replays the journal, checks what is past the last checkpoint. */
  open (): Promise<StoredTransfer[]>
  create (init: TransferInit): Promise<SwarmNo>
  /** Feeds a `stream` source; resolves when more is wanted. `null` ends it. */
  feed (swarm: SwarmNo, bytes: Uint8Array | null): Promise<void>
  /**
   * Seals up to `maxChunks` chunks from the watermark on; a source that gives less than a chunk within `flushMs` is
   * flushed short and ends the batch. Resolves when the digests (streams: sealed bytes too) are durable.
   */
  seal (swarm: SwarmNo, maxChunks: number, flushMs: number): Promise<SealOutcome>
  /**
   * Makes parity of up to `maxStripes` stripes more, once everything is sealed and listed: `bad-option` before.
   * Resolves when its digests are durable; rejects like `readChunk` when the source is not what it was.
   */
  sealParity (swarm: SwarmNo, maxStripes: number): Promise<ParityOutcome>
  /**
   * Lists `count` sealed chunks on the next page, makes it durable, signs it. When all data is listed and the policy
   * has parity, it lists that: whole stripes of at most `count` chunks, one at least; the last of these pages is final,
   * whatever was asked for.
   */
  signPage (swarm: SwarmNo, count: number, final: boolean): Promise<{ page: PageSummary, head: Head }>
  /** Verifies a page received, in order (number = pages known), and makes it durable. */
  checkPage (swarm: SwarmNo, head: Head, page: Uint8Array): Promise<PageVerdict>
  /** Compares a head with what is known; `conflict` keeps both as proof. */
  checkHead (swarm: SwarmNo, head: Head): Promise<'known' | 'ahead' | 'conflict' | 'forged'>
  readPage (swarm: SwarmNo, page: PageNo): Promise<{ head: Head, page: Uint8Array }>
  /**
   * Verifies a chunk's digest and writes it where it belongs; gives the buffer back. Parity that a `get` is given waits
   * for `rebuild`, and a crash may lose it.
   */
  keep (swarm: SwarmNo, chunk: ChunkNo, buffer: ArrayBuffer): Promise<{ outcome: KeepOutcome, buffer: ArrayBuffer }>
  /**
   * The sealed chunk, checked where it was sealed again: `source-changed`, `source-missing`, `not-found`. `spare`: a
   * buffer that nobody needs any more and that the chunk may come in. Who has all data makes parity on demand.
   */
  readChunk (swarm: SwarmNo, chunk: ChunkNo, spare?: ArrayBuffer): Promise<Uint8Array>
  /**
   * Makes what is missing of a stripe (`hold`: of its own columns there) from any `need` chunks of it, checked like
   * any other chunk. `bad-parity` drops the parity that was kept of it.
   */
  rebuild (swarm: SwarmNo, stripe: number): Promise<RebuildOutcome>
  /**
   * What to keep from now on: `hold` drops chunks of other columns; a finished `get` that lives in the home keeps these
   * columns sealed and drops its plain bytes.
   */
  setColumns (swarm: SwarmNo, columns: readonly number[]): Promise<void>
  setHolders (swarm: SwarmNo, holders: readonly HolderNote[]): Promise<void>
  /** Verified plain bytes from `offset`: up to `length`, to the first missing chunk; `not-found` when that is none. */
  readPlain (swarm: SwarmNo, offset: number, length: number): Promise<Uint8Array>
  /** Makes what was kept durable and moves the finished file to its target; resolves when `done` is journalled. */
  finish (swarm: SwarmNo): Promise<void>
  /** Where a plain file is now: a finished download may have got a number (`photo (2).jpg`). Undefined in the home. */
  targetPath (swarm: SwarmNo): Promise<string | undefined>
  /**
   * A finished download that stayed in the home, as a blob that is read from there. Rejects with `not-found` before it
   * is finished, and with `unsupported` where it has a path (`targetPath`) or the platform passes no blobs on.
   */
  blobOf (swarm: SwarmNo): Promise<Blob>
  signReceipt (swarm: SwarmNo): Promise<Receipt>
  /** Checks a receipt against page 0's keys and journals it: how many distinct ones there are now. */
  checkReceipt (swarm: SwarmNo, receipt: Receipt): Promise<{ ok: boolean, receipts: number }>
  /** The author's word that nobody need keep the payload; journalled, and the same each time. */
  signRelease (swarm: SwarmNo): Promise<Uint8Array>
  /** Whether the author signed a release; a good one is journalled. */
  checkRelease (swarm: SwarmNo, signature: Uint8Array): Promise<boolean>
  setPaused (swarm: SwarmNo, paused: boolean): Promise<void>
  setFailed (swarm: SwarmNo, code: PasselErrorCode): Promise<void>
  /** Opens another file as the source of a transfer whose own is gone; checked by content when sealed again. */
  setSource (swarm: SwarmNo, source: SourceRef): Promise<void>
  /**
   * Asks the person for leave to read a source again that came with a handle; false when there is none, or they say no.
   * Browsers ask only from within something that the person did. Absent where nobody need be asked.
   */
  askForSource? (swarm: SwarmNo): Promise<boolean>
  /** Erases a transfer: sealed bytes and pages; the person's own files (source, target) stay. */
  forget (swarm: SwarmNo): Promise<void>
  close (): Promise<void>
}
