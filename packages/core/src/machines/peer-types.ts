/**
 * The seam between machines and everybody else (host, lab): one synchronous composite peer.
 */
import type { Instant, Path, PeerId, SwarmNo } from '../ids.ts'
import type { PasselErrorCode } from '../errors.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'

export interface Peer {
  /** Handles one event; appends what is to be done to `out`. Never throws on input from outside. */
  handle (event: Event, now: Instant, out: Effect[]): void
  /** Monotonic ms at which a `tick` is due; Infinity when nothing waits. */
  nextDeadline (): number
  snapshot (swarm: SwarmNo): TransferSnapshot | undefined
}

export type TransferPhase =
  'queued' | 'preparing' | 'connecting' | 'transferring' | 'verifying' | 'holding' | 'done' | 'failed'
export type PauseReason = 'user' | 'offline' | 'no-peers' | 'not-enough-holders' | 'quota' | 'needs-file'

/**
 * Who keeps a payload so that it can be had without its sender: keepers, and members that lend space. Any `need` of its
 * `of` columns are enough; with `need` 1 every column is a whole copy. Sender and readers do not count: they may go at
 * any time.
 */
export interface HoldersSnapshot {
  readonly need: number
  readonly of: number
  /** Distinct columns that are kept: a sender counts what it has read back, others believe what keepers say. */
  readonly held: number
  /** Wall time (ms) at which a kept column was last read back; null for whoever reads nothing back, and before. */
  readonly verifiedAtMs: number | null
  /** Everybody who keeps columns or has promised to; `held` once the whole of them is there. */
  readonly keepers: readonly { readonly peer: PeerId, readonly columns: readonly number[], readonly held: boolean }[]
  /** Distinct columns that linked members could give now; one who has everything counts for all. */
  readonly online: number
  /** Columns that a getter waits for, while those who are linked are not enough (`not-enough-holders`). */
  readonly missing: readonly number[]
  /** All is sealed and enough of it is kept: a sender may go, and every receiver still completes. */
  readonly mayLeave: boolean
}

/** One transfer as people see it; immutable. */
export interface TransferSnapshot {
  readonly swarm: SwarmNo
  readonly role: 'send' | 'get' | 'hold'
  readonly phase: TransferPhase
  readonly pauseReason: PauseReason | null
  readonly failure: PasselErrorCode | null
  readonly chunks: {
    /** Known from pages. */
    readonly known: number
    readonly have: number
    readonly sealed: number
    /** The most that any member has been known to have. */
    readonly furthest: number
    /** The last page is known. */
    readonly final: boolean
  }
  /** Plain bytes: `total` is null while unknown. */
  readonly bytes: { readonly have: number, readonly total: number | null }
  /** Sealed bytes over links since the engine started. */
  readonly traffic: { readonly in: number, readonly twice: number, readonly out: number, readonly resumed: number }
  readonly rate: { readonly inBytesPerSecond: number, readonly outBytesPerSecond: number }
  readonly members: readonly { readonly peer: PeerId, readonly path: Path, readonly have: number }[]
  readonly receipts: { readonly have: number, readonly of: number }
  /** Null while nobody was asked to keep the payload for others, and nobody says that it does. */
  readonly holders: HoldersSnapshot | null
  /** What we keep for others; null of transfers of our own that are kept whole. */
  readonly keeping: {
    readonly columns: readonly number[], readonly need: number, readonly of: number, readonly haveBytes: number,
    readonly ofBytes: number
  } | null
  /** Monotonic ms of the first verified chunk, since the transfer was added; null before. */
  readonly firstByteMs: number | null
  readonly signalsSent: number
}

export interface PeerOptions {
  /** Seeds every random choice of the machines: the same seed and events give the same effects. */
  readonly seed: number
  /** Bytes per second for the whole engine; null: unlimited. */
  readonly uploadBytesPerSecond: number | null
  readonly downloadBytesPerSecond: number | null
  /** Transfers that may move bytes at once; others are queued. */
  readonly maxActive: number
}
