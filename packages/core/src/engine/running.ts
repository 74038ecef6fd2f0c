import type { SwarmNo } from '../ids.ts'
import { PasselError, type PasselErrorCode } from '../errors.ts'
import type { Event } from '../machines/event.ts'
import type { StoredTransfer } from '../ports.ts'
import type { Reference } from '../pure/reference.ts'
import { createPlainMap, type PlainMap } from './plain-map.ts'
import type { Transfer } from './transfer.ts'
import type { TransferId } from './transfer-id.ts'
import type { TransferState } from './transfer-state.ts'

/** A transfer of this engine: its handle, and what its readers wait for. */
export interface Running {
  readonly id: TransferId
  readonly swarm: SwarmNo
  readonly reference: Reference
  readonly transfer: Transfer
  readonly map: PlainMap
  handled (event: Event): void
  /** The transfer's newest state: when it failed, who waits for its bytes is told. */
  observe (state: TransferState): void
  /** Chunks and pages that came since the start. */
  progress (): number
  arrived (seen: number, chunk: number | undefined): Promise<void>
  /** The transfer was removed; its last state is what handles show from now on. */
  end (state: TransferState): void
  lastState (): TransferState
}

interface Waiting {
  /** Undefined: whatever comes next. */
  readonly chunk: number | undefined
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export function createRunning (
  id: TransferId, stored: StoredTransfer, reference: Reference, handle: (self: Running) => Transfer
): Running {
  const map = createPlainMap(stored.pages)
  const waiting = new Set<Waiting>()
  let progress = 0
  let failure: PasselErrorCode | null = null
  let ended: TransferState | undefined

  function wake (matches: (waiter: Waiting) => boolean): void {
    progress++
    for (const waiter of waiting) {
      if (!matches(waiter)) continue
      waiting.delete(waiter)
      waiter.resolve()
    }
  }

  function fail (error: Error): void {
    for (const waiter of waiting) waiter.reject(error)
    waiting.clear()
  }

  const self: Running = {
    id,
    swarm: stored.swarm,
    reference,
    get transfer () { return transfer },
    map,
    handled: (event) => {
      if (event.type === 'kept' && event.outcome === 'ok') {
        wake((waiter) => waiter.chunk === undefined || waiter.chunk === event.chunk)
      } else if (event.type === 'page-checked' && event.result.verdict === 'ok') {
        map.add(event.result.page)
        wake(() => true)
      } else if (event.type === 'page-signed') {
        map.add(event.page)
        wake(() => true)
      }
    },
    observe: (state) => {
      failure = state.failure
      if (failure !== null) fail(stopped(failure))
    },
    progress: () => progress,
    arrived: async (seen, chunk) => {
      if (seen !== progress) return
      if (failure !== null) throw stopped(failure)
      if (ended !== undefined) throw new PasselError('canceled', 'the transfer was canceled')
      await new Promise<void>((resolve, reject) => waiting.add({ chunk, resolve, reject }))
    },
    end: (state) => {
      ended = state
      fail(new PasselError('canceled', 'the transfer was canceled'))
    },
    lastState: () => {
      if (ended === undefined) throw new PasselError('not-found', `no transfer ${id}`)
      return ended
    }
  }
  const transfer = handle(self)
  return self
}

function stopped (code: PasselErrorCode): PasselError {
  return new PasselError(code, `the transfer stopped: ${code}`)
}
