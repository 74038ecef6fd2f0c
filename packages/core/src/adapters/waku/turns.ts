import { canceled } from './patience.ts'

/** A few places that many take in turn. */
export interface Turns {
  /** Resolves when there is a place; rejects with `canceled` when `signal` fires before. */
  take (signal: AbortSignal): Promise<void>
  giveBack (): void
}

export function createTurns (places: number): Turns {
  const waiting = new Set<() => void>()
  let taken = 0
  return {
    async take (signal) {
      if (signal.aborted) throw canceled(signal)
      if (taken < places) taken++
      else {
        await new Promise<void>((resolve, reject) => {
          const cancel = (): void => {
            waiting.delete(turn)
            reject(canceled(signal))
          }
          const turn = (): void => {
            signal.removeEventListener('abort', cancel)
            resolve()
          }
          waiting.add(turn)
          signal.addEventListener('abort', cancel, { once: true })
        })
      }
    },
    giveBack () {
      const [next] = waiting
      if (next === undefined) taken--
      else {
        waiting.delete(next) // who ends hands on the place
        next()
      }
    }
  }
}
