import type { Path, PeerId } from '../ids.ts'
import type { PasselErrorCode } from '../errors.ts'
import type {
  HoldersSnapshot, PauseReason as OwnPauseReason, TransferPhase, TransferSnapshot
} from '../machines/peer-types.ts'
import type { Reference } from '../pure/reference.ts'
import type { TransferId } from './transfer-id.ts'

/** Why nothing moves; `other-tab`: another tab of this origin runs the network, and has stopped telling. */
export type PauseReason = OwnPauseReason | 'other-tab'

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
    /** Plain bytes that the member furthest along has: how far a sender got; null for a receiver. */
    readonly given: number | null
    /** Plain bytes in all; null while nobody knows. */
    readonly total: number | null
    readonly bytesPerSecond: number
    /** Null below three seconds of history, or while nothing moves. */
    readonly secondsLeft: number | null
  }
  readonly peers: readonly { readonly peer: PeerId, readonly path: Path }[]
  readonly path: Path | null
  /** Which tab of the origin moves its bytes; in a process of its own always this one. */
  readonly owner: 'this-tab' | 'other-tab'
  readonly receipts: { readonly have: number, readonly of: number }
  /**
   * Who keeps it besides sender and readers: `held` of `of` columns, any `need` of which are enough; `mayLeave` says
   * that this tab may be closed. Null where nobody was asked to, which is how things are without keepers.
   */
  readonly holders: HoldersSnapshot | null
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

/** The share of our chunks that a member has, in plain bytes: all are of one size but the last. */
function givenBytes ({ bytes, chunks }: TransferSnapshot): number {
  if (chunks.have === 0) return 0
  return Math.round(bytes.have * Math.min(chunks.furthest / chunks.have, 1))
}

/** Projects a machine's snapshot for people. */
export function toTransferState (id: TransferId, reference: Reference, from: TransferSnapshot): TransferState {
  const bytesPerSecond = from.role === 'get' ? from.rate.inBytesPerSecond : from.rate.outBytesPerSecond
  const total = from.bytes.total ?? reference.size ?? null
  const given = from.role === 'send' ? givenBytes(from) : null
  const left = total === null || bytesPerSecond <= 0 ? null : (total - (given ?? from.bytes.have)) / bytesPerSecond
  return {
    id,
    role: from.role === 'send' ? 'send' : 'get',
    reference,
    phase: from.phase,
    pauseReason: from.pauseReason,
    failure: from.failure,
    progress: {
      loaded: from.bytes.have,
      given,
      total,
      bytesPerSecond,
      secondsLeft: left === null || left < MIN_SECONDS_LEFT ? null : Math.ceil(left)
    },
    peers: from.members.map(({ peer, path }) => ({ peer, path })),
    path: bestPath(from.members),
    owner: 'this-tab',
    receipts: from.receipts,
    holders: from.holders,
    traffic: from.traffic,
    firstByteMs: from.firstByteMs,
    signalsSent: from.signalsSent
  }
}
