import { canResume, PasselError, type Reference, type TransferId, type TransferState } from '@passel/core'
import type { Shelved } from './blob-shelf.ts'
import {
  failed, fetching, holdersOf, idle, paused, pending, progressBefore, progressOf, succeeded, type TransferView
} from './file-transfer.ts'
import type { Beginning } from './transfer-client.ts'

/** What is known of one transfer, from whoever knows it. */
export interface Known {
  readonly id: TransferId | null
  readonly reference: Reference | null
  /** Why the reference names no transfer. */
  readonly unreadable: PasselError | null
  readonly state: TransferState | undefined
  readonly beginning: Beginning | undefined
  readonly shelved: Shelved | undefined
}

export function viewOf (known: Known): TransferView {
  return known.state === undefined ? viewBefore(known) : viewOfState(known.state, known.shelved)
}

/** Not in the engine: not yet, not any more, or refused. */
function viewBefore ({ id, reference, unreadable, beginning }: Known): TransferView {
  const canceled = beginning?.state === 'canceled' ? beginning : undefined
  const last = canceled?.last ?? null
  const error = unreadable ?? (beginning?.state === 'refused' ? beginning.error : null)
  const facts = {
    transferId: id,
    reference: reference ?? last?.reference ?? null,
    role: canceled?.role ?? null,
    progress: last === null ? progressBefore(reference) : progressOf(last),
    holders: null,
    receipts: null,
    owner: 'this-tab'
  } as const
  // The sender's own reference leads nowhere once the sender has forgotten it.
  if (canceled !== undefined) {
    return { ...facts, ...pending, ...idle, phase: 'canceled', canRetry: canceled.role === 'get' }
  }
  if (error !== null) {
    return { ...facts, ...failed(error), ...idle, phase: 'failed', canRetry: unreadable === null }
  }
  const starting = beginning?.state === 'starting'
  return { ...facts, ...pending, ...(starting ? fetching : idle), phase: starting ? 'queued' : 'idle', canRetry: false }
}

function viewOfState (state: TransferState, shelved: Shelved | undefined): TransferView {
  const { id, reference, role, phase, failure, receipts, owner } = state
  const facts = {
    transferId: id,
    reference,
    role,
    phase,
    progress: progressOf(state),
    holders: holdersOf(state),
    receipts: role === 'send' && receipts.of > 0 ? receipts : null,
    owner
  } as const
  if (failure !== null) {
    const error = new PasselError(failure, `transfer ${id} failed: ${failure}`)
    return { ...facts, ...failed(error), ...idle, canRetry: canResume(failure) }
  }
  if (shelved?.state === 'failed') return { ...facts, ...failed(shelved.error), ...idle, canRetry: true }
  const having = isHere(state) ? succeeded(shelved?.blob) : pending
  return { ...facts, ...having, ...moving(state), canRetry: false }
}

/** Readable to its end: verified and durable here, or sealed by ourselves to the last byte. */
export function isHere ({ role, phase, pauseReason, failure, progress }: TransferState): boolean {
  if (failure !== null || pauseReason === 'needs-file') return false
  if (phase === 'done') return true
  return role === 'send' && phase !== 'preparing' && progress.total !== null && progress.loaded >= progress.total
}

function moving ({ phase, pauseReason }: TransferState): typeof fetching {
  if (phase === 'done') return idle
  if (pauseReason !== null) return paused(pauseReason)
  return phase === 'queued' || phase === 'holding' ? idle : fetching
}
