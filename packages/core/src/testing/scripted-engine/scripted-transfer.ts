import type { StoreApi } from 'zustand/vanilla'
import { PasselError } from '../../errors.ts'
import type { TransferId } from '../../engine/transfer-id.ts'
import type { EngineState, TransferState } from '../../engine/transfer-state.ts'
import { createTransfer, type Transfer, type TransferActions } from '../../engine/transfer.ts'
import type { PlainRange } from '../../engine/plain-reader.ts'
import { formatReference } from '../../pure/reference-codec.ts'
import type { Reference } from '../../pure/reference.ts'
import { firstState, patched, type StatePatch, type TransferScript } from './script.ts'

/** A transfer moved by hand. */
export interface ScriptedTransfer extends Transfer {
  /** Changes the state and publishes it before it returns. */
  set (patch: StatePatch): void
  /** What people asked of it, oldest first. */
  readonly calls: readonly ('pause' | 'resume' | 'resume-with-source' | 'release' | 'keep-columns' | 'cancel')[]
}

interface Surroundings {
  readonly store: StoreApi<EngineState>
  remove (): void
}

export function createScriptedTransfer (
  id: TransferId, reference: Reference, script: TransferScript, { store, remove }: Surroundings
): ScriptedTransfer {
  const { role = 'get', bytes = new Uint8Array(0) } = script
  const calls: ScriptedTransfer['calls'][number][] = []
  let state = patched(firstState(id, role, reference), script.state ?? {})

  function publish (next: TransferState): void {
    state = next
    store.setState(({ transfers }) => ({ transfers: { ...transfers, [id]: next } }))
  }

  const actions: TransferActions = {
    state: () => state,
    subscribe: (callback) => store.subscribe(({ transfers }, before) => {
      if (transfers[id] !== before.transfers[id]) callback(state)
    }),
    savedAt: async () => undefined,
    pause: () => {
      calls.push('pause')
      publish(patched(state, { pauseReason: 'user', progress: { bytesPerSecond: 0, secondsLeft: null } }))
    },
    resume: async (source) => {
      calls.push(source === undefined ? 'resume' : 'resume-with-source')
      if (source === undefined && state.pauseReason === 'needs-file') {
        throw new PasselError('source-missing', 'choose the file again, and hand it to resume')
      }
      const phase = state.phase === 'failed' ? firstState(id, role, reference).phase : state.phase
      publish(patched(state, { pauseReason: null, failure: null, phase }))
    },
    release: () => { calls.push('release') },
    keepColumns: () => { calls.push('keep-columns') },
    cancel: async () => {
      calls.push('cancel')
      remove()
      state = { ...state, phase: 'failed', failure: 'canceled' }
      const { [id]: _gone, ...transfers } = store.getState().transfers
      store.setState({ transfers })
    },
    stream: (range) => streamOf(bytes, range)
  }

  publish(state)
  return {
    ...createTransfer(id, role, reference, formatReference(reference), actions),
    calls,
    set: (patch) => publish(patched(state, patch))
  }
}

function streamOf (bytes: Uint8Array, { start = 0, end = bytes.length }: PlainRange = {}): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      if (end > start) controller.enqueue(bytes.slice(start, end))
      controller.close()
    }
  })
}
