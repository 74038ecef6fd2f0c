import type { Instant } from '../ids.ts'
import { SEEK_REPEAT_MS, SIGNAL_REFILL_MS, SWARM_SIGNALS } from '../limits.ts'
import type { Random } from './random.ts'

/** How much is being said in one swarm, and what that means for those who want to say something. */
export interface SignalCrowd {
  /** Another member said something, `ageMs` ago. */
  heard (ageMs: number, now: Instant): void
  /** We did. */
  said (now: Instant): void
  /** Monotonic ms at which the swarm as a whole may say more; not later than now while it keeps to its aim. */
  roomAt (now: Instant): number
  /** Milliseconds by which what is not urgent waits longer. */
  widenMs (now: Instant): number
}

/** Creates a crowd that has said nothing. */
export function createSignalCrowd (random: Random): SignalCrowd {
  /** Monotonic ms, in order. */
  const others: number[] = []
  const own: number[] = []

  function recent (times: number[], now: Instant): number {
    while (times.length > 0 && times[0]! <= now.mono - SIGNAL_REFILL_MS) times.shift()
    return times.length
  }

  return {
    heard (ageMs, now) {
      if (ageMs >= SIGNAL_REFILL_MS) return
      others.push(now.mono - Math.max(0, ageMs))
      others.sort((a, b) => a - b)
      if (others.length > 2 * SWARM_SIGNALS) others.shift()
    },
    said (now) {
      own.push(now.mono)
      if (own.length > SWARM_SIGNALS) own.shift()
    },
    roomAt (now) {
      const count = recent(others, now) + recent(own, now)
      if (count < SWARM_SIGNALS) return -Infinity
      return [...others, ...own].sort((a, b) => a - b)[count - SWARM_SIGNALS]! + SIGNAL_REFILL_MS
    },
    // Each message heard stands for others who wait as we do: with n of them the swarm keeps to its aim when
    // everybody's delay grows with n squared.
    widenMs (now) {
      const heard = recent(others, now)
      if (heard < 2) return 0
      const meanMs = Math.min(SEEK_REPEAT_MS[1], heard * heard * SIGNAL_REFILL_MS / SWARM_SIGNALS / 2)
      return meanMs * random.between(0.5, 1.5)
    },
  }
}
