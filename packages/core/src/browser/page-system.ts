import { createSystem } from '../adapters/system/index.ts'
import type { SystemPort } from '../ports.ts'
import { startAlarmWorker } from './alarms/start-alarm-worker.ts'
import { createWorkerAlarms } from './alarms/worker-alarms.ts'

/** Clock, randomness and alarms of a page; they ring on time in hidden pages too, where a worker can be started. */
export function createPageSystem (onTrouble: (where: string, error: unknown) => void): SystemPort {
  const system = createSystem()
  if (typeof document === 'undefined' || typeof Worker === 'undefined') return system
  return {
    ...system,
    alarm: createWorkerAlarms({
      isHidden: () => document.visibilityState === 'hidden',
      onHidden: (callback) => {
        document.addEventListener('visibilitychange', () => {
          if (document.visibilityState === 'hidden') callback()
        })
      },
      startWorker: () => {
        const worker = startAlarmWorker()
        // Without it the page's own timers ring, only later.
        worker.addEventListener('error', ({ error, message }) => onTrouble('alarms', error ?? message))
        return worker
      },
      alarm: system.alarm,
      nowMs: () => performance.now()
    })
  }
}
