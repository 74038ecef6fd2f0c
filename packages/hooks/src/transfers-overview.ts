import type { EngineState, TransferState } from '@passel/core'

/** Every transfer of an engine, and what they come to together. */
export interface TransfersOverview {
  readonly transfers: readonly TransferState[]
  readonly totals: {
    readonly count: number
    /** Those with bytes still to move, paused or not. */
    readonly active: number
    readonly failed: number
    readonly done: number
    /** Plain bytes of the active ones whose size is known. */
    readonly loaded: number
    readonly total: number
    /** From 0 to 1; 1 when nothing is left to do. */
    readonly ratio: number
    readonly bytesPerSecond: number
  }
}

export function overviewOf ({ transfers }: EngineState): TransfersOverview {
  const states = Object.values(transfers)
  const active = states.filter(isActive)
  const sized = active.filter(({ progress }) => progress.total !== null)
  const total = sum(sized, ({ progress }) => progress.total ?? 0)
  const loaded = sum(sized, ({ progress }) => Math.min(progress.given ?? progress.loaded, progress.total ?? 0))
  return {
    transfers: states,
    totals: {
      count: states.length,
      active: active.length,
      failed: states.filter(({ failure }) => failure !== null).length,
      done: states.filter(({ phase }) => phase === 'done').length,
      loaded,
      total,
      ratio: total === 0 ? (active.length === 0 ? 1 : 0) : loaded / total,
      bytesPerSecond: sum(active, ({ progress }) => progress.bytesPerSecond)
    }
  }
}

/** A sender whose recipients are away has nothing to move either. */
function isActive ({ phase, failure }: TransferState): boolean {
  return failure === null && phase !== 'done' && phase !== 'holding'
}

function sum (states: readonly TransferState[], of: (state: TransferState) => number): number {
  return states.reduce((before, state) => before + of(state), 0)
}
