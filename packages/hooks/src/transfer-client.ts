/**
 * What the hooks below one provider share. The transfers themselves are the engine's; this holds what an engine does
 * not know of them: that one is just being asked for, was refused before it existed, or was canceled, and the Blobs
 * that something on the screen looks at.
 */
import {
  canResume, transferIdOf,
  type Engine, type EngineState, type PasselError, type Reference, type Transfer, type TransferId, type TransferState
} from '@passel/core'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { createBlobShelf, type BlobShelf } from './blob-shelf.ts'
import type { CanceledMemory } from './canceled-memory.ts'
import { toPasselError } from './to-passel-error.ts'

/** What became of asking for a transfer that the engine does not have (any more). */
export type Beginning =
  | { readonly state: 'starting' }
  | { readonly state: 'refused', readonly error: PasselError }
  /** `last`: how far it was, where this page saw it. */
  | { readonly state: 'canceled', readonly role: 'send' | 'get', readonly last: TransferState | null }

export type Beginnings = Readonly<Record<TransferId, Beginning>>

export interface TransferClient {
  readonly engine: Engine | null
  readonly transfers: Pick<StoreApi<EngineState>, 'getState' | 'subscribe'>
  readonly beginnings: StoreApi<Beginnings>
  readonly blobs: BlobShelf
  transfer (id: TransferId): Transfer | undefined
  /** Receives, unless it is there, or anything became of asking for it before. */
  start (reference: Reference): void
  /** Goes on after a pause, begins what was not begun; false: a person has to do something first, as choose a file. */
  resume (id: TransferId, reference: Reference | null, file?: Blob): Promise<boolean>
  /** Tries again what failed or was canceled, where that can help. */
  retry (id: TransferId, reference: Reference | null): void
  cancel (id: TransferId): void
  /** Notices transfers that are canceled, by whomever; the returned function ends it. */
  follow (): () => void
}

/** Transfers of nobody: what servers render, and pages before their engine is there. */
export const NO_TRANSFERS: EngineState = { transfers: {} }
const NOTHING: TransferClient['transfers'] = { getState: () => NO_TRANSFERS, subscribe: () => () => undefined }

export function createTransferClient (engine: Engine | null, memory: CanceledMemory): TransferClient {
  const beginnings = createStore<Beginnings>(() => Object.fromEntries(
    [...memory.all()].map(([id, role]) => [id, { state: 'canceled', role, last: null }])
  ))
  const blobs = createBlobShelf((id) => engine?.transfer(id)?.blob())

  function note (id: TransferId, beginning: Beginning): void {
    beginnings.setState({ [id]: beginning })
  }

  function refused (id: TransferId, error: unknown): void {
    note(id, { state: 'refused', error: toPasselError(error) })
  }

  function begin (reference: Reference): void {
    if (engine === null) return
    const id = transferIdOf(reference)
    if (engine.transfer(id) !== undefined || beginnings.getState()[id]?.state === 'starting') return
    memory.remove(id)
    note(id, { state: 'starting' })
    engine.receive(reference).catch((error: unknown) => refused(id, error))
  }

  async function resume (id: TransferId, reference: Reference | null, file?: Blob): Promise<boolean> {
    const transfer = engine?.transfer(id)
    if (transfer === undefined) {
      if (reference !== null) begin(reference)
      return reference !== null
    }
    try {
      await transfer.resume(file === undefined ? undefined : { kind: 'blob', blob: file })
      return true
    } catch (error) {
      refused(id, error)
      return false
    }
  }

  return {
    engine,
    transfers: engine?.state ?? NOTHING,
    beginnings,
    blobs,
    transfer: (id) => engine?.transfer(id),
    start: (reference) => { if (beginnings.getState()[transferIdOf(reference)] === undefined) begin(reference) },
    resume,
    retry: (id, reference) => {
      blobs.retry(id)
      const failure = engine?.transfer(id)?.state().failure ?? null
      if (failure === null || canResume(failure)) void resume(id, reference)
    },
    cancel: (id) => {
      const transfer = engine?.transfer(id)
      if (transfer === undefined) return
      memory.add(id, transfer.role)
      transfer.cancel().catch((error: unknown) => refused(id, error))
    },
    follow: () => engine?.state.subscribe(({ transfers }, before) => {
      for (const [id, last] of Object.entries(before.transfers)) {
        if (transfers[id] === undefined) note(id, { state: 'canceled', role: last.role, last })
      }
    }) ?? (() => undefined)
  }
}
