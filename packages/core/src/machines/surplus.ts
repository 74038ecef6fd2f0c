import type { Instant } from '../ids.ts'
import { SURPLUS_MS } from '../limits.ts'
import type { Announcer } from './announce.ts'
import type { Channel } from './channel.ts'
import type { SwarmState } from './swarm-state.ts'

/**
 * Members who join when all places are taken: they are told whom else to ask, a moment later, since those who came
 * just before have to say where they are. Nothing else is given to them: with hundreds at once pages alone would fill a
 * line.
 */
export interface Surplus {
  take (channel: Channel, now: Instant): void
  has (channel: Channel): boolean
  left (channel: Channel): void
}

/** Creates a waiting room that is empty; there are never more in it than connections. */
export function createSurplus (state: SwarmState, announcer: Announcer): Surplus {
  const { alarms, links } = state.shared
  /** When each is to go, the first first. */
  const waiting = new Map<Channel, number>()
  const alarm = alarms.create((now, out) => {
    for (const [channel, at] of waiting) {
      if (at > now.mono) return alarm.set(at)
      announcer.tellPeers(channel, now, out)
      links.leave(channel, 'surplus', now, out)
    }
  })

  return {
    take (channel, now) {
      waiting.set(channel, now.mono + SURPLUS_MS)
      alarm.setBy(now.mono + SURPLUS_MS)
    },
    has: (channel) => waiting.has(channel),
    left: (channel) => { waiting.delete(channel) },
  }
}
