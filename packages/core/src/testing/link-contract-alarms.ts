import { createSystem } from '../adapters/system/system.ts'
import type { SystemPort } from '../ports.ts'

/** The platform, with alarms that a test may ring early and a clock that it may put forward. */
export interface RingableSystem extends SystemPort {
  /** Rings the newest alarm set for this long, or all of them. */
  ring (ms: number, which?: 'newest' | 'all'): void
  /** Whether an alarm for this long is waiting. */
  waits (ms: number): boolean
  /** Milliseconds by which the monotonic clock is ahead. */
  aheadMs: number
}

export function createRingableSystem (): RingableSystem {
  const platform = createSystem()
  const waiting = new Set<{ readonly ms: number, readonly ring: () => void }>()
  const system: RingableSystem = {
    ...platform,
    aheadMs: 0,
    now: () => ({ ...platform.now(), mono: platform.now().mono + system.aheadMs }),
    alarm (ms, callback) {
      const cancel = (): void => {
        waiting.delete(alarm)
        stop()
      }
      const ring = (): void => {
        cancel()
        callback()
      }
      const alarm = { ms, ring }
      const stop = platform.alarm(ms, ring)
      waiting.add(alarm)
      return cancel
    },
    ring (ms, which = 'newest') {
      const due = [...waiting].filter((alarm) => alarm.ms === ms)
      for (const { ring } of which === 'all' ? due : due.slice(-1)) ring()
    },
    waits: (ms) => [...waiting].some((alarm) => alarm.ms === ms),
  }
  return system
}
