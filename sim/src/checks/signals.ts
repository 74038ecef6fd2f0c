/** Signals stay within their buckets: of one member about one swarm, and of an engine as the network allows it. */
import { ENGINE_SIGNAL_BURST, ENGINE_SIGNALS, SIGNAL_BURST, SIGNAL_REFILL_MS } from '@passel/core/limits'
import type { OpNo } from '@passel/core/machines'
import type { VirtualClock } from '@passel/core/testing'
import type { Observer, VirtualHost } from '../world/index.ts'
import type { Properties } from './properties.ts'

const SWARM_BUCKET = 'a member says no more about a swarm than its bucket holds'
const ENGINE_BUCKET = 'an engine says no more than the network allows'

interface Said {
  readonly inFlight: Map<OpNo, readonly number[]>
  readonly bySwarm: Map<number, number[]>
  all: number[]
}

/** Creates the checks on publishing; a restart empties what a member remembers of its own. */
export function checkSignals (properties: Properties, clock: () => VirtualClock): Observer {
  const byHost = new Map<VirtualHost, Said>()

  function saidBy (host: VirtualHost): Said {
    let said = byHost.get(host)
    if (said === undefined) byHost.set(host, said = { inFlight: new Map(), bySwarm: new Map(), all: [] })
    return said
  }

  /** What a bucket that holds `burst` and refills `each` within the period lets through in one period. */
  function check (name: string, times: number[], burst: number, each: number, host: VirtualHost): number[] {
    const nowMs = clock().nowMs
    const recent = times.filter(at => at > nowMs - SIGNAL_REFILL_MS)
    recent.push(nowMs)
    properties.always(name, recent.length <= burst + each, () => `${host.name} said ${recent.length} in ten minutes`)
    return recent
  }

  return {
    lived (host, what) {
      if (what === 'crash' || what === 'power-cut') byHost.delete(host)
    },
    handled (host, event, effects) {
      if (event.type === 'published') {
        const said = saidBy(host)
        const swarms = said.inFlight.get(event.op) ?? []
        said.inFlight.delete(event.op)
        if (!event.ok) return
        said.all = check(ENGINE_BUCKET, said.all, ENGINE_SIGNAL_BURST, ENGINE_SIGNALS, host)
        for (const swarm of swarms) {
          const times = said.bySwarm.get(swarm) ?? []
          said.bySwarm.set(swarm, check(SWARM_BUCKET, times, SIGNAL_BURST, 1, host))
        }
      }
      for (const effect of effects) {
        if (effect.type !== 'publish') continue
        saidBy(host).inFlight.set(effect.op, [...new Set(effect.records.map(({ swarm }) => swarm))])
      }
    },
  }
}
