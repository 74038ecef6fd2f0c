import type { TransferId } from '../../engine/transfer-id.ts'
import type { EngineState, TransferState } from '../../engine/transfer-state.ts'
import type { ToldState } from './messages.ts'

export interface Change { readonly states: readonly ToldState[], readonly removed: readonly TransferId[] }

/** What differs between two states of an engine; states are immutable, so that the same object is the same state. */
export function changeBetween (before: EngineState['transfers'], now: EngineState['transfers']): Change {
  const states: ToldState[] = []
  for (const [id, state] of Object.entries(now)) {
    const known = before[id]
    if (state === known) continue
    states.push(known === undefined ? state : withoutReference(state))
  }
  const removed = Object.keys(before).filter((id) => !Object.hasOwn(now, id))
  return { states, removed }
}

function withoutReference ({ reference: _known, ...told }: TransferState): ToldState {
  return told
}

/** The states after a change, as a follower shows them. Undefined: a reference is missing, so all must be told anew. */
export function applyChange (before: EngineState['transfers'], change: Change): EngineState['transfers'] | undefined {
  const transfers: Record<TransferId, TransferState> = { ...before }
  for (const told of change.states) {
    const reference = told.reference ?? before[told.id]?.reference
    if (reference === undefined) return undefined
    transfers[told.id] = elsewhere({ ...told, reference })
  }
  for (const id of change.removed) delete transfers[id]
  return transfers
}

/** A state as it looks from a tab that does not lead. */
export function elsewhere (state: TransferState): TransferState {
  return { ...state, owner: 'other-tab' }
}
