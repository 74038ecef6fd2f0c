import { createStore, type StoreApi } from 'zustand/vanilla'
import { SNAPSHOT_MS } from '../limits.ts'
import type { SystemPort } from '../ports.ts'
import type { TransferId } from './transfer-id.ts'
import type { EngineState, TransferState } from './transfer-state.ts'

export interface Snapshots {
  readonly store: StoreApi<EngineState>
  /** The transfer's state will be read again soon: at once if it is quiet, else with the next batch. */
  touch (id: TransferId): void
  remove (id: TransferId): void
  /** Publishes what waits, now. */
  flush (): void
  close (): void
}

/** Publishes immutable snapshots, at most one batch in SNAPSHOT_MS; `read` makes a transfer's newest state. */
export function createSnapshots (system: SystemPort, read: (id: TransferId) => TransferState | undefined): Snapshots {
  const store = createStore<EngineState>(() => ({ transfers: {} }))
  const dirty = new Set<TransferId>()
  let disarm: (() => void) | undefined

  function flush (): void {
    if (dirty.size === 0) return
    const transfers = { ...store.getState().transfers }
    for (const id of dirty) {
      const state = read(id)
      if (state === undefined) delete transfers[id]
      else transfers[id] = state
    }
    dirty.clear()
    store.setState({ transfers })
  }

  function beat (): void {
    disarm = undefined
    if (dirty.size === 0) return
    flush()
    disarm = system.alarm(SNAPSHOT_MS, beat)
  }

  return {
    store,
    touch: (id) => {
      dirty.add(id)
      if (disarm === undefined) disarm = system.alarm(0, beat)
    },
    remove: (id) => {
      dirty.delete(id)
      const { [id]: _removed, ...transfers } = store.getState().transfers
      store.setState({ transfers })
    },
    flush,
    close: () => disarm?.()
  }
}
