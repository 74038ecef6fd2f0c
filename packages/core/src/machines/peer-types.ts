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
export type PauseReason = 'user' | 'offline' | 'no-peers' | 'quota' | 'needs-file'

/** One transfer as people see it; immutable. */
export interface TransferSnapshot {
  readonly swarm: SwarmNo
  readonly role: 'send' | 'get'
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
