import { createAuthorKeys, verify } from '../../adapters/system/index.ts'
import type { SystemPort } from '../../ports.ts'
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts'

export interface ScriptedSystem extends SystemPort {
  /** Alarms ring when this is moved on, and never by themselves. */
  readonly clock: VirtualClock
  /** Monotonic ms at which the alarms that are set will ring, earliest first. */
  alarms (): number[]
}

/** A clock moved by hand, bytes that count up instead of random ones, and real signatures. */
export function createScriptedSystem (): ScriptedSystem {
  const clock = createVirtualClock()
  const alarms = new Set<{ readonly at: number }>()
  let next = 0
  return {
    clock,
    alarms: () => [...alarms].map(({ at }) => at).sort((a, b) => a - b),
    now: () => clock.instant(),
    randomBytes: (length) => Uint8Array.from({ length }, () => next++),
    createAuthorKeys,
    verify,
    alarm: (ms, callback) => {
      const alarm = { at: clock.nowMs + ms }
      alarms.add(alarm)
      const cancel = clock.after(ms, () => {
        alarms.delete(alarm)
        callback()
      })
      return () => {
        alarms.delete(alarm)
        cancel()
      }
    }
  }
}

/** Resolves when every promise that could settle by itself has done so. */
export async function settled (): Promise<void> {
  await new Promise<void>((resolve) => { setImmediate(resolve) })
}
