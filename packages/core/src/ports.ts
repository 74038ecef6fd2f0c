/**
 * What the engine needs from outside, as interfaces. Adapters implement them; `testing` has a memory
 * implementation of each, and both run the same contract suite. Ports may return promises: only the
 * engine's host calls them, never a machine, and it turns completions into events.
 */
import type { Address, ChanNo, ChunkNo, ConnNo, Instant, Path, PeerId, PrivacyClass, SwarmNo } from './ids.ts'
import type { DepositAnswer, DepositRequest } from './pure/deposit.ts'
import type { ControlFrame, OpeningFrame } from './pure/frame.ts'
import type { Head } from './pure/page.ts'

/** An Ed25519 key pair of one payload: 32-byte seed and public key. */
export interface AuthorKeys {
  readonly secret: Uint8Array
  readonly public: Uint8Array
  sign (message: Uint8Array): Promise<Uint8Array>
}

/** Time and unpredictable bytes. */
export interface SystemPort {
  now (): Instant
  randomBytes (length: number): Uint8Array
  /** A fresh key pair for one payload. */
  createAuthorKeys (): Promise<AuthorKeys>
  /** Whether an Ed25519 signature is right; false for keys and signatures of a wrong form too. */
  verify (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
  /** Calls back once, no earlier than after `ms`; the returned function cancels. */
  alarm (ms: number, callback: () => void): () => void
}

// ---------------------------------------------------------------- links

/** What a link needs to know to join a swarm and to let others join. */
export interface SwarmKeys { readonly swarm: SwarmNo, readonly swarmId: Uint8Array, readonly linkKey: Uint8Array }

/** A libp2p node of one privacy class: connections, joins, frames and bytes. */
export interface LinkPort {
  readonly self: PeerId
  /** Addresses at which this node can be dialled now, its own peer id included. */
  addresses (): Address[]
  /** Makes a swarm joinable (by us and by others). */
  admit (keys: SwarmKeys): void
  dismiss (swarm: SwarmNo): void
  /** Resolves when the Passel stream is open (a `connUp` came first); rejects with a reason in `code`. */
  dial (peer: PeerId, addresses: readonly Address[], path: Path, signal: AbortSignal): Promise<void>
  hangUp (conn: ConnNo): void
  /**
   * Proves membership; the outcome comes as `joined` or `joinRefused`. `opening` goes with our proof, before theirs:
   * the first requests. What of it `sendFrame` is given once more inside `joined` is not sent again.
   */
  join (conn: ConnNo, swarm: SwarmNo, opening?: readonly OpeningFrame[]): void
  /** Ends a channel; `violation` also closes the connection. */
  leave (chan: ChanNo, reason: LeaveReason): void
  /** Control frames pass between the slices of data. */
  sendFrame (chan: ChanNo, frame: ControlFrame): void
  sendPage (chan: ChanNo, head: Head, page: Uint8Array): void
  /** Sends `bytes` (a chunk from `offset` on) in slices: lent until `chunkOut`. */
  sendChunk (chan: ChanNo, chunk: ChunkNo, offset: number, bytes: Uint8Array): void
  /** Stops between slices; the outcome still comes as `chunkOut`. */
  abortSend (chan: ChanNo, chunk: ChunkNo): void
  /** Expects a chunk: bytes of others are dropped and counted as wasted. `alone`: only from this channel. */
  expect (chan: ChanNo, chunk: ChunkNo, chunkBytes: number, alone: boolean): void
  /** Forgets what was assembled of a chunk. */
  drop (swarm: SwarmNo, chunk: ChunkNo): void
  /**
   * Reads a part of a chunk back (at most `MAX_PROBE_BYTES`), aside from what is expected: nothing of it is reported.
   * Undefined when it did not come whole within `PROBE_TIMEOUT_MS`, the channel ended, or too many are under way.
   */
  probe (chan: ChanNo, chunk: ChunkNo, offset: number, length: number): Promise<Uint8Array | undefined>
  /**
   * Asks a keeper to hold columns: on a connection that is up (its Passel stream stays), else on one it dials, which
   * is told as `connUp`. Rejects like `dial`; `refused` too where the peer knows nothing of deposits or talks nonsense.
   */
  deposit (
    peer: PeerId, addresses: readonly Address[], request: DepositRequest, signal: AbortSignal
  ): Promise<DepositAnswer>
  /** Gives a chunk buffer back to the pool. */
  recycle (buffer: ArrayBuffer): void
  /** Asks a circuit relay for a reservation; the outcome and later loss come as `relay`. */
  reserve (relay: Address): void
  unreserve (relay: Address): void
  close (): Promise<void>
}

export type LeaveReason = 'done' | 'paused' | 'violation' | 'surplus'
export type DialFailure = 'timeout' | 'refused' | 'unreachable' | 'no-address'
export type SendOutcome = 'sent' | 'aborted' | 'closed'

/** What a link tells its owner. Callbacks are synchronous and in order. */
export interface LinkListener {
  connUp (conn: ConnNo, peer: PeerId, path: Path, dialled: boolean, windowMaxBytes: number, address: Address): void
  connDown (conn: ConnNo): void
  joined (conn: ConnNo, chan: ChanNo, swarm: SwarmNo, by: 'us' | 'them'): void
  joinRefused (conn: ConnNo, swarm: SwarmNo): void
  left (chan: ChanNo, reason: LeaveReason | 'closed'): void
  frame (chan: ChanNo, frame: ControlFrame): void
  page (chan: ChanNo, head: Head, page: Uint8Array): void
  /** A slice was taken into a chunk's buffer: `accepted` new bytes up to `filled`, `wasted` bytes not wanted. */
  bytesIn (chan: ChanNo, chunk: ChunkNo, accepted: number, wasted: number, filled: number): void
  /** All bytes of a chunk are there; the buffer belongs to the listener. `senders`: every channel that gave bytes. */
  chunkIn (swarm: SwarmNo, chunk: ChunkNo, buffer: ArrayBuffer, senders: readonly ChanNo[]): void
  chunkOut (chan: ChanNo, chunk: ChunkNo, sentBytes: number, outcome: SendOutcome): void
  /**
   * A peer asks us to hold columns. `address` is where it dialled from; over a relay that is the relay's. The answer is
   * sent; after a yes the peer waits to be joined on a connection that is up.
   */
  deposit (peer: PeerId, path: Path, address: Address, request: DepositRequest): Promise<DepositAnswer>
  /** `address` is where others reach us through the relay, while `state` is `reserved`. */
  relay (relay: Address, state: 'reserved' | 'refused' | 'lost', address?: Address): void
}

// ---------------------------------------------------------------- store

export type {
  Audience, KeepOutcome, PageVerdict, RebuildOutcome, SourceRef, StorePort, StoredTransfer, TargetRef, TransferInit,
  Until,
} from './store-port.ts'

// ---------------------------------------------------------------- signals

/** Small messages over Waku. A bucket is a number that many swarms share; the adapter makes its content topic of it. */
export interface SignalPort {
  /** Publishes a padded message; `stored` ones are kept by Waku's store, others pass. Rejects `waku-unreachable`. */
  publish (bucket: number, payload: Uint8Array, stored: boolean, signal?: AbortSignal): Promise<void>
  /** Replaces the set of buckets listened to. */
  watch (buckets: readonly number[]): void
  /** Stored messages of a bucket between two wall times (ms), newest first, at most `maxBytes` in all. */
  query (
    bucket: number, sinceMs: number, untilMs: number, maxBytes: number, signal?: AbortSignal
  ): AsyncIterable<{ payload: Uint8Array, sentAtMs: number }>
  close (): Promise<void>
}

export interface SignalListener {
  message (bucket: number, payload: Uint8Array, sentAtMs: number): void
  health (state: 'up' | 'down'): void
}

/** Adapters are made with their listener, so nothing can arrive before somebody listens. */
export type CreateSignalPort = (listener: SignalListener) => Promise<SignalPort> | SignalPort
export type CreateLinkPort = (privacy: PrivacyClass, listener: LinkListener) => Promise<LinkPort>
