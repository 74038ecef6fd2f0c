import type { Path, PeerId } from '../ids.ts'
import type { PasselErrorCode } from '../errors.ts'
import type { PauseReason, TransferPhase, TransferSnapshot } from '../machines/peer-types.ts'
import type { Reference } from '../pure/reference.ts'

/** Names one transfer of an engine, stable over restarts. */
export type TransferId = string

/** One transfer as an application shows it. Immutable; a new object at most ten times a second. */
export interface TransferState {
  readonly id: TransferId
  readonly role: 'send' | 'get'
  readonly reference: Reference
  readonly phase: TransferPhase
  readonly pauseReason: PauseReason | null
  readonly failure: PasselErrorCode | null
  readonly progress: {
    /** Plain bytes ready: sealed by a sender, verified by a receiver. */
    readonly loaded: number
    /** Plain bytes in all; null while nobody knows. */
    readonly total: number | null
    readonly bytesPerSecond: number
    /** Null below three seconds of history, or while nothing moves. */
    readonly secondsLeft: number | null
  }
  readonly peers: readonly { readonly peer: PeerId, readonly path: Path }[]
  readonly path: Path | null
  readonly receipts: { readonly have: number, readonly of: number }
  /** Sealed bytes over links since the engine started, and those that came from the journal. */
  readonly traffic: { readonly in: number, readonly twice: number, readonly out: number, readonly resumed: number }
  readonly firstByteMs: number | null
  readonly signalsSent: number
}

export interface EngineState {
  readonly transfers: Readonly<Record<TransferId, TransferState>>
}

const MIN_SECONDS_LEFT = 3 // shorter estimates jump about more than they tell

function bestPath (members: TransferSnapshot['members']): Path | null {
  if (members.length === 0) return null
  return members.some(({ path }) => path === 'direct') ? 'direct' : 'relayed'
}

/** Projects a machine's snapshot for people. */
export function toTransferState (id: TransferId, reference: Reference, from: TransferSnapshot): TransferState {
  const bytesPerSecond = from.role === 'get' ? from.rate.inBytesPerSecond : from.rate.outBytesPerSecond
  const total = from.bytes.total ?? reference.size ?? null
  const left = total === null || bytesPerSecond <= 0 ? null : (total - from.bytes.have) / bytesPerSecond
  return {
    id,
    role: from.role,
    reference,
    phase: from.phase,
    pauseReason: from.pauseReason,
    failure: from.failure,
    progress: {
      loaded: from.bytes.have,
      total,
      bytesPerSecond,
      secondsLeft: left === null || left < MIN_SECONDS_LEFT ? null : Math.ceil(left)
    },
    peers: from.members.map(({ peer, path }) => ({ peer, path })),
    path: bestPath(from.members),
    receipts: from.receipts,
    traffic: from.traffic,
    firstByteMs: from.firstByteMs,
    signalsSent: from.signalsSent
  }
}
