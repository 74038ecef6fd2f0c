import type { Instant } from '../ids.ts'
import { SHORTAGE_MS } from '../limits.ts'
import type { Coverage } from './coverage.ts'
import type { Effect } from './effect.ts'
import type { SwarmState } from './swarm-state.ts'

/** Whether those who are linked are not enough to complete what we get, and have not been for a while. */
export interface Shortage {
  /** A member has nothing more for us. */
  dry (now: Instant): void
  /** People are to be told of it. */
  lasts (now: Instant): boolean
  stop (): void
}

export interface ShortageOptions {
  readonly state: SwarmState
  readonly coverage: () => Coverage | undefined
  readonly onChanged: (now: Instant, out: Effect[]) => void
}

/** Creates the watch of one swarm. */
export function createShortage ({ state, coverage, onChanged }: ShortageOptions): Shortage {
  const { admission, alarms } = state.shared
  let told = false
  const alarm = alarms.create((now, out) => {
    told = isShort(now)
    if (told) onChanged(now, out)
  })

  function isShort (now: Instant): boolean {
    if (state.role !== 'get' || state.life.state !== 'active' || !admission.admitted(state.no)) return false
    if (state.have.count >= state.known || (coverage()?.ready.count ?? 0) > 0) return false
    let linked = false
    for (const { draining, dry, asks, quietUntil } of state.channels.values()) {
      if (draining) continue
      if (!dry || asks.size > 0 || quietUntil > now.mono) return false
      linked = true
    }
    return linked
  }

  return {
    dry (now) { if (!told) alarm.setBy(now.mono + SHORTAGE_MS) },
    lasts (now) {
      told &&= isShort(now)
      return told
    },
    stop: () => alarm.clear(),
  }
}
