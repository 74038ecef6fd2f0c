import type { PasselError, TransferId } from '@passel/core'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { toPasselError } from './to-passel-error.ts'

export type Shelved =
  | { readonly state: 'loaded', readonly blob: Blob }
  | { readonly state: 'failed', readonly error: PasselError }

/** Finished payloads as Blobs, each read once however many look at it, and let go when nobody does. */
export interface BlobShelf {
  readonly store: StoreApi<Readonly<Record<TransferId, Shelved>>>
  /** Reads it; the returned function says that this user needs it no more. */
  want (id: TransferId): () => void
  /** Reads one again that could not be read. */
  retry (id: TransferId): void
}

export function createBlobShelf (read: (id: TransferId) => Promise<Blob> | undefined): BlobShelf {
  const store = createStore<Readonly<Record<TransferId, Shelved>>>(() => ({}))
  const users = new Map<TransferId, number>()

  function load (id: TransferId): void {
    read(id)?.then(
      (blob) => put(id, { state: 'loaded', blob }),
      (error: unknown) => put(id, { state: 'failed', error: toPasselError(error) })
    )
  }

  function put (id: TransferId, shelved: Shelved): void {
    if (users.has(id)) store.setState({ [id]: shelved })
  }

  function takeAway (id: TransferId): void {
    const { [id]: _gone, ...rest } = store.getState()
    store.setState(rest, true)
  }

  return {
    store,
    want: (id) => {
      const before = users.get(id) ?? 0
      users.set(id, before + 1)
      if (before === 0) load(id)
      return () => {
        const left = (users.get(id) ?? 1) - 1
        if (left > 0) return void users.set(id, left)
        users.delete(id)
        takeAway(id)
      }
    },
    retry: (id) => {
      if (store.getState()[id]?.state !== 'failed') return
      takeAway(id)
      load(id)
    }
  }
}
