import type { EngineState, TransferState } from '../../engine/transfer-state.ts'
import type { SystemPort } from '../../ports.ts'

/** Milliseconds between two looks whether the leader has told anything while something should move. */
const LOOK_MS = 5_000

export interface SilencePorts {
  readonly system: Pick<SystemPort, 'alarm'>
  readonly states: () => EngineState['transfers']
  /** Asks whether the leader is there. */
  ask (): void
  /** It did not answer. */
  show (states: EngineState['transfers']): void
}

/** Watches a leader from a tab that follows: one that was frozen keeps its lock, and tells nothing. */
export interface Silence {
  /** The leader spoke. */
  heard (): void
  stop (): void
}

export function watchSilence ({ system, states, ask, show }: SilencePorts): Silence {
  let quiet = 0
  let disarm = system.alarm(LOOK_MS, look)

  function look (): void {
    disarm = system.alarm(LOOK_MS, look)
    if (!Object.values(states()).some(shouldMove)) return
    quiet++
    if (quiet === 1) return
    ask()
    if (quiet > 2) show(Object.fromEntries(Object.entries(states()).map(([id, state]) => [id, stuck(state)])))
  }

  return {
    heard: () => { quiet = 0 },
    stop: () => disarm()
  }
}

/** Whether its state ought to change from one second to the next. */
function shouldMove ({ phase, pauseReason }: TransferState): boolean {
  const moving = phase === 'transferring' || phase === 'preparing' || phase === 'verifying'
  return moving && (pauseReason === null || pauseReason === 'other-tab')
}

function stuck (state: TransferState): TransferState {
  return shouldMove(state) ? { ...state, pauseReason: 'other-tab' } : state
}
