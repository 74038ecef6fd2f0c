import type { Instant, SwarmNo } from '../ids.ts'
import type { Effect } from './effect.ts'

type Start = (now: Instant, out: Effect[]) => void

/** Which transfers may move bytes: at most so many at once, in the order in which they asked. */
export interface Admission {
  /** Admitted at once, or later by `start`. Transfers ask when they could work: waiting blocks nobody. */
  request (swarm: SwarmNo, start: Start): boolean
  /** It has nothing to do for now; the longest-waiting one takes its place. */
  release (swarm: SwarmNo, now: Instant, out: Effect[]): void
  admitted (swarm: SwarmNo): boolean
  /** Admitted, or would be at once. */
  hasRoom (swarm: SwarmNo): boolean
  waiting (swarm: SwarmNo): boolean
}

/** Creates an admission for `maxActive` transfers. */
export function createAdmission (maxActive: number): Admission {
  const active = new Set<SwarmNo>()
  const queue = new Map<SwarmNo, Start>()

  return {
    request (swarm, start) {
      if (active.has(swarm)) return true
      if (active.size < maxActive) {
        active.add(swarm)
        queue.delete(swarm)
        return true
      }
      if (!queue.has(swarm)) queue.set(swarm, start)
      return false
    },
    release (swarm, now, out) {
      queue.delete(swarm)
      if (!active.delete(swarm)) return
      const next = queue.entries().next().value
      if (next === undefined) return
      queue.delete(next[0])
      active.add(next[0])
      next[1](now, out)
    },
    admitted: (swarm) => active.has(swarm),
    hasRoom: (swarm) => active.has(swarm) || active.size < maxActive,
    waiting: (swarm) => queue.has(swarm),
  }
}
