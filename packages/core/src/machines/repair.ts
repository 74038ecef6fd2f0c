/**
 * When columns are to be handed on. An author has all of them kept from the start. Later, and for whoever else has all
 * data, repair is lazy: only when few columns were seen for a day, and after a random wait in which those who keep some
 * are looked for and others may do it first.
 */
import type { Instant } from '../ids.ts'
import { REPAIR_LOOK_MS, REPAIR_MARGIN, REPAIR_SEEN_MS, REPAIR_WAIT_MS } from '../limits.ts'
import type { Effect } from './effect.ts'
import type { Holders } from './holders.ts'
import { hasEverything, type SwarmState } from './swarm-state.ts'

export interface Repair {
  /** Columns that somebody should be asked to keep now. */
  due (now: Instant): readonly number[]
  /** Holders that were not seen for long are looked for. */
  readonly looking: boolean
  start (now: Instant): void
  stop (): void
}

export interface RepairOptions {
  readonly state: SwarmState
  readonly holders: Holders
  /** Nobody need keep it any more. */
  readonly over: () => boolean
  /** `looking` or what is due changed. */
  readonly changed: (now: Instant, out: Effect[]) => void
}

/** Creates the repair of a swarm; it does nothing before `start`. */
export function createRepair ({ state, holders, over, changed }: RepairOptions): Repair {
  const random = state.shared.random.stream(`repair/${state.no}`)
  const alarm = state.shared.alarms.create(look)
  /** When it is our turn; Infinity while nothing is missing. */
  let dueAt = Infinity
  let repairing = false

  function mayRepair (): boolean {
    const { scheme, columns } = state
    const kept = state.keepersWanted || scheme.of > 1 || holders.all.size > 0
    return kept && columns === null && hasEverything(state) && !over() && state.life.state !== 'failed'
  }

  function isLow (now: Instant): boolean {
    const sinceMs = now.wall - REPAIR_SEEN_MS
    if (holders.fullSeenAtMs(now) >= sinceMs) return false
    const seen = holders.counts(now, undefined, sinceMs).filter((count) => count > 0).length
    return seen < Math.min(state.scheme.need + REPAIR_MARGIN, state.scheme.of)
  }

  function look (now: Instant, out: Effect[]): void {
    alarm.set(now.mono + REPAIR_LOOK_MS)
    if (!mayRepair() || !isLow(now)) {
      dueAt = Infinity
      repairing = false
    } else if (dueAt === Infinity) {
      dueAt = now.mono + random.between(REPAIR_WAIT_MS[0], REPAIR_WAIT_MS[1])
      alarm.setBy(dueAt)
    } else if (dueAt <= now.mono) {
      const sinceMs = now.wall - REPAIR_SEEN_MS
      for (const { peer, seenAtMs } of holders.all.values()) if (seenAtMs < sinceMs) holders.forget(peer, now)
      repairing = true
    } else alarm.setBy(dueAt)
    changed(now, out)
  }

  return {
    get looking () { return dueAt < Infinity && !repairing },
    due (now) {
      if (over() || !(repairing || (state.role === 'send' && state.keepersWanted))) return []
      return holders.counts(now).flatMap((count, column) => count === 0 ? [column] : [])
    },
    start (now) { alarm.setBy(now.mono + REPAIR_LOOK_MS) },
    stop: () => alarm.clear(),
  }
}
