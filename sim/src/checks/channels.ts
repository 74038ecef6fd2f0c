import type { ChanNo, ConnNo, Effect, Event, SwarmNo } from '@passel/core/machines'
import type { VirtualHost } from '../world/index.ts'

export interface OpenChannel { readonly swarm: SwarmNo, readonly conn: ConnNo }

/** Which channels of which peer are open, as its events tell. */
export interface Channels {
  of (host: VirtualHost): ReadonlyMap<ChanNo, OpenChannel>
  handled (host: VirtualHost, event: Event): void
  stopped (host: VirtualHost): void
}

/** Creates the list; nobody has a channel yet. */
export function createChannels (): Channels {
  const byHost = new Map<VirtualHost, Map<ChanNo, OpenChannel>>()

  function of (host: VirtualHost): Map<ChanNo, OpenChannel> {
    let open = byHost.get(host)
    if (open === undefined) byHost.set(host, open = new Map())
    return open
  }

  return {
    of,
    handled (host, event) {
      if (event.type === 'joined') of(host).set(event.chan, { swarm: event.swarm, conn: event.conn })
      else if (event.type === 'left') of(host).delete(event.chan)
    },
    stopped (host) { byHost.delete(host) },
  }
}

/** What leaves on a channel: frames, pages and chunks. */
export function leavesOn (effect: Effect): ChanNo | undefined {
  switch (effect.type) {
    case 'frame': case 'send-page': case 'send-chunk': return effect.chan
    default: return undefined
  }
}
