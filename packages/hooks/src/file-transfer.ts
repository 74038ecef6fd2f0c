/**
 * A transfer in the words of a query library: `status` says whether we have it, `fetchStatus` whether bytes move now.
 */
import type {
  PasselError, PauseReason, PlainRange, Reference, TransferId, TransferPhase as EnginePhase, TransferState
} from '@passel/core'

/** `idle`: not begun. */
export type TransferPhase = EnginePhase | 'idle' | 'canceled'
export type TransferStatus = 'pending' | 'error' | 'success'
export type TransferFetchStatus = 'fetching' | 'paused' | 'idle'

export interface TransferProgress {
  /** Plain bytes: verified here, or for a sender those that the member furthest along has. */
  readonly loaded: number
  /** Null while nobody knows. */
  readonly total: number | null
  /** From 0 to 1; null while nobody knows the total. */
  readonly ratio: number | null
  readonly bytesPerSecond: number
  /** Null below three seconds, and while nothing moves. */
  readonly secondsLeft: number | null
  /** Members connected. */
  readonly peers: number
  readonly path: 'direct' | 'relayed' | null
}

/** Who keeps a payload, so that it can be had when its sender has gone. Any `needed` of `of` holders are enough. */
export interface TransferHolders {
  /** Holders that have their part: a sender has read some of it back from each. */
  readonly have: number
  readonly needed: number
  readonly of: number
  /** When the last of them was read back, as a time of the wall clock in milliseconds; null: not yet, or not by us. */
  readonly verifiedAtMs: number | null
  /** Holders, of different parts, that could give now. */
  readonly online: number
  /** Enough of it is kept: whoever sends it may go. */
  readonly mayLeave: boolean
}

export interface TransferActions {
  readonly pause: () => void
  /**
   * Goes on, or begins; `file` takes the place of one that could not be opened again (`needs-file`). Without it the
   * person is asked for leave to open that one, where the browser remembers it. False: it did not go on.
   */
  readonly resume: (file?: Blob) => Promise<boolean>
  /** Stops and forgets it. What was saved elsewhere stays. */
  readonly cancel: () => void
  /** Tries again after an error or a cancellation, where that can help (see `canRetry`). */
  readonly retry: () => void
  /** Plain bytes, verified, as they arrive; what is read is fetched first. Throws `not-found` before it has begun. */
  readonly stream: (range?: PlainRange) => ReadableStream<Uint8Array>
  /** All of it, where `data` is not offered; waits until it is here. Rejects with `not-found` before it has begun. */
  readonly blob: () => Promise<Blob>
  /**
   * Where a media element plays it while it arrives, seeking included; undefined where nothing serves it (see
   * `mediaWorker` of the engine), and before it has begun.
   */
  readonly mediaUrl: () => Promise<string | undefined>
  /** For the element that shows it: with `autoStart: 'visible'` it begins when that is on the screen. */
  readonly ref: (element: Element | null) => void
}

interface Facts {
  readonly transferId: TransferId | null
  readonly reference: Reference | null
  /** Null until it has begun. */
  readonly role: 'send' | 'get' | null
  readonly phase: TransferPhase
  readonly progress: TransferProgress
  /** Null: nobody is asked to keep it. */
  readonly holders: TransferHolders | null
  /** Recipients known to have all; null where none are expected to say so. */
  readonly receipts: { readonly have: number, readonly of: number } | null
  readonly owner: 'this-tab' | 'other-tab'
  readonly canRetry: boolean
}

type Having =
  | { readonly status: 'pending', readonly data: undefined, readonly error: null,
    readonly isPending: true, readonly isSuccess: false, readonly isError: false }
  | { readonly status: 'error', readonly data: undefined, readonly error: PasselError,
    readonly isPending: false, readonly isSuccess: false, readonly isError: true }
  /** `data` follows a moment later, and not for payloads above `maxDataBytes`. */
  | { readonly status: 'success', readonly data: Blob | undefined, readonly error: null,
    readonly isPending: false, readonly isSuccess: true, readonly isError: false }

type Moving =
  | { readonly fetchStatus: 'paused', readonly pauseReason: PauseReason,
    readonly isFetching: false, readonly isPaused: true }
  | { readonly fetchStatus: 'fetching', readonly pauseReason: null,
    readonly isFetching: true, readonly isPaused: false }
  | { readonly fetchStatus: 'idle', readonly pauseReason: null,
    readonly isFetching: false, readonly isPaused: false }

export type TransferView = Facts & Having & Moving

export type FileTransfer = TransferView & TransferActions

export const pending: Having = {
  status: 'pending', data: undefined, error: null, isPending: true, isSuccess: false, isError: false
}

export function failed (error: PasselError): Having {
  return { status: 'error', data: undefined, error, isPending: false, isSuccess: false, isError: true }
}

export function succeeded (data: Blob | undefined): Having {
  return { status: 'success', data, error: null, isPending: false, isSuccess: true, isError: false }
}

export const idle: Moving = { fetchStatus: 'idle', pauseReason: null, isFetching: false, isPaused: false }
export const fetching: Moving = { fetchStatus: 'fetching', pauseReason: null, isFetching: true, isPaused: false }

export function paused (pauseReason: PauseReason): Moving {
  return { fetchStatus: 'paused', pauseReason, isFetching: false, isPaused: true }
}

export function progressOf ({ progress, peers, path }: TransferState): TransferProgress {
  const { total, bytesPerSecond, secondsLeft } = progress
  const loaded = progress.given ?? progress.loaded
  const ratio = total === null ? null : total === 0 ? 1 : Math.min(loaded / total, 1)
  return { loaded, total, ratio, bytesPerSecond, secondsLeft, peers: peers.length, path }
}

export function holdersOf ({ holders }: TransferState): TransferHolders | null {
  if (holders === null) return null
  const { held, need, of, verifiedAtMs, online, mayLeave } = holders
  return { have: held, needed: need, of, verifiedAtMs, online, mayLeave }
}

/** What is known before a transfer has begun. */
export function progressBefore (reference: Reference | null): TransferProgress {
  const total = reference?.size ?? null
  return {
    loaded: 0, total, ratio: total === null ? null : 0, bytesPerSecond: 0, secondsLeft: null, peers: 0, path: null
  }
}
