import type { ConnNo } from '@passel/core/machines'
import type { VirtualClock } from '@passel/core/testing'
import type { LaneEvent } from '../results.ts'
import type { Observer, VirtualHost } from '../world/index.ts'

/** Lines kept of one run: enough for a person, and for a page that shows them. */
const MAX_LANES = 5_000

/** Writes down who was there, connected, fetching and signalling when. */
export function watchLanes (clock: () => VirtualClock, lanes: LaneEvent[]): Observer {
  const connections = new Map<VirtualHost, Map<ConnNo, number>>()

  function add (host: VirtualHost, kind: LaneEvent['kind'], text: string, untilSeconds?: number): number {
    if (lanes.length >= MAX_LANES) return -1
    const seconds = clock().nowMs / 1000
    lanes.push({ seconds, who: host.name, kind, text, ...(untilSeconds !== undefined && { untilSeconds }) })
    return lanes.length - 1
  }

  function end (index: number | undefined): void {
    const lane = index === undefined ? undefined : lanes[index]
    if (lane !== undefined) lanes[index!] = { ...lane, untilSeconds: clock().nowMs / 1000 }
  }

  return {
    lived (host, what) {
      add(host, what === 'online' || what === 'offline' || what === 'boot' ? 'online' : 'crash', what)
      if (what !== 'crash' && what !== 'power-cut') return
      for (const index of connections.get(host)?.values() ?? []) end(index)
      connections.delete(host)
    },
    handled (host, event, effects) {
      switch (event.type) {
        case 'add': add(host, 'transfer', event.transfer.init.role); break
        case 'finished': add(host, 'transfer', 'finished'); break
        case 'conn-up': {
          const open = connections.get(host) ?? new Map<ConnNo, number>()
          connections.set(host, open.set(event.conn, add(host, 'connection', `${event.peer}, ${event.path}`)))
          break
        }
        case 'conn-down': end(connections.get(host)?.get(event.conn)); break
        default:
      }
      for (const effect of effects) {
        if (effect.type === 'publish') add(host, 'signal', effect.records.map(({ body }) => body.type).join(', '))
        else if (effect.type === 'set-failed') add(host, 'transfer', `failed: ${effect.code}`)
      }
    },
  }
}
