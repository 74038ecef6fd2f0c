import type { Instant } from '../ids.ts'
import { MAX_QUIET_MS, QUIET_MS } from '../limits.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { SwarmState } from './swarm-state.ts'

/** Members that are left alone for a while: they refused, or stalled. */
export interface Quiet {
  /** Nothing is asked on the channel until then (monotonic ms). */
  leaveAlone (channel: Channel, untilMs: number): void
  /** The member could not give what it was asked for: longer with each time in a row. */
  refused (channel: Channel, now: Instant): void
  stop (): void
}

/** Creates it with nobody in it; `askAll` when somebody may be asked again. */
export function createQuiet (state: SwarmState, askAll: (now: Instant, out: Effect[]) => void): Quiet {
  const alarm = state.shared.alarms.create((now, out) => {
    askAll(now, out)
    for (const { quietUntil } of state.channels.values()) if (quietUntil > now.mono) alarm.setBy(quietUntil)
  })

  function leaveAlone (channel: Channel, untilMs: number): void {
    channel.quietUntil = untilMs
    alarm.setBy(untilMs)
  }

  return {
    leaveAlone,
    refused (channel, now) {
      // All that was asked of it is refused together, often in frames of a chunk each: once in a row.
      if (channel.quietUntil > now.mono) return
      if (channel.refusals === 0) channel.refusingSince = now.mono
      leaveAlone(channel, now.mono + Math.min(MAX_QUIET_MS, QUIET_MS * 2 ** Math.min(channel.refusals++, 10)))
    },
    stop: () => alarm.clear(),
  }
}
