import type { Instant, SwarmNo } from '../ids.ts'
import { SNAPSHOT_MS } from '../limits.ts'
import type { Alarms } from './alarms.ts'
import type { Effect } from './effect.ts'

/** Tells people's side when a snapshot is worth reading again: ten times a second at most, at once when it matters. */
export interface Reporter {
  /** Something moved. */
  touched (now: Instant, out: Effect[]): void
  /** A state changed: told with the next `touched`, however soon. */
  changed (): void
  stop (): void
}

export function createReporter (alarms: Alarms, swarm: SwarmNo): Reporter {
  const alarm = alarms.create(tell)
  let toldAt = -Infinity
  let important = false

  function tell (now: Instant, out: Effect[]): void {
    alarm.clear()
    toldAt = now.mono
    important = false
    out.push({ type: 'changed', swarm })
  }

  return {
    touched (now, out) {
      if (important || now.mono >= toldAt + SNAPSHOT_MS) tell(now, out)
      else alarm.setBy(toldAt + SNAPSHOT_MS)
    },
    changed () { important = true },
    stop: () => alarm.clear(),
  }
}
