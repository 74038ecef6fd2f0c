import type { Instant } from '../ids.ts'
import type { Channel } from './channel.ts'
import type { Download } from './download-types.ts'
import type { Effect } from './effect.ts'
import type { SwarmState } from './swarm-state.ts'

/** Which of several channels to one member counts: the better connection's does. */
export interface Ranks {
  /** 2 and more: on the best connection to its member. */
  of (channel: Channel): number
  /** Whether a new channel stays beside those to the same member; those that it takes over from drain or end. */
  outranks (channel: Channel, by: 'us' | 'them', now: Instant, out: Effect[]): boolean
}

export function createRanks (state: SwarmState, download: Download): Ranks {
  const { connector, links } = state.shared

  /** The connector knows which of several connections is the best. */
  function of (channel: Channel): number {
    const best = connector.connections(state.no).some(({ conn }) => conn === channel.flow.conn)
    return (best ? 2 : 0) + (channel.flow.connection.path === 'direct' ? 1 : 0)
  }

  return {
    of,
    outranks (channel, by, now, out) {
      for (const other of state.channels.values()) {
        if (other.peer !== channel.peer || other.draining) continue
        if (other.flow === channel.flow) {
          // Both sides joined at once: at both ends the one that the connection's dialler opened stays.
          if ((by === 'us') === channel.flow.connection.dialled) links.leave(other, 'surplus', now, out)
          else return false
        } else if (of(channel) < of(other)) return false
        else download.drain(other, now, out)
      }
      return true
    },
  }
}
