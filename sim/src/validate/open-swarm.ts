import { createPeer, createRandom } from '@passel/core/machines'
import { exponential } from '../people/index.ts'
import { mean, openSwarmSeconds } from '../theory/index.ts'
import { createWorld } from '../world/index.ts'
import type { Check, Measured } from './check.ts'

const MB = 1e6

interface Open {
  readonly bytes: number
  readonly up: number
  readonly down: number
  /** Newcomers a second. */
  readonly arrivals: number
  /** Mean seconds that somebody stays who has all. */
  readonly staySeconds: number
  readonly newcomers: number
}

/** Newcomers in a Poisson process; each leaves a while after it has all. Those of the first third are not counted. */
function measure ({ bytes, up, down, arrivals, staySeconds, newcomers }: Open): number {
  const world = createWorld({ seed: 6, createPeer })
  const random = createRandom(6).stream('open swarm')
  const sent = world.peer({ name: 'origin', nat: false, up, down }).send({ bytes, recipients: newcomers + 1 })
  const gap = exponential(1 / arrivals)
  const stay = exponential(staySeconds)
  const took: number[] = []
  let here: { readonly number: number, readonly sinceMs: number, readonly isDone: () => boolean, leave (): void }[] = []
  let arrived = 0
  let finished = 0
  let nextMs = 0
  while (finished < newcomers) {
    while (arrived < newcomers && nextMs <= world.nowMs) {
      const peer = world.peer({ name: `newcomer-${arrived}`, nat: false, up, down })
      const got = peer.get(sent)
      const staysMs = stay.sample(random) * 1000
      here.push({
        number: arrived++,
        sinceMs: world.nowMs,
        isDone: () => got.done,
        leave: () => void world.clock.after(staysMs, () => peer.crash()),
      })
      nextMs += gap.sample(random) * 1000
    }
    world.runFor(0.1)
    here = here.filter(one => {
      if (!one.isDone()) return true
      took[one.number] = (world.nowMs - one.sinceMs) / 1000
      finished++
      one.leave()
      return false
    })
    if (world.nowMs > (newcomers / arrivals + 3600) * 1000) return NaN
  }
  return mean(took.slice(Math.floor(newcomers / 3)))
}

function row (open: Open): Measured {
  const { bytes, up, down, arrivals, staySeconds } = open
  return {
    name: `${arrivals} newcomers a second, who stay ${staySeconds} s after they have all`,
    unit: 's',
    // The origin gives as much as one member and never leaves.
    expected: openSwarmSeconds({
      up: up / bytes, down: down / bytes, leave: 1 / staySeconds, origin: { up: up / bytes, arrivals },
    }),
    measured: measure(open),
    allowed: { kind: 'share', of: 0.15 },
  }
}

const SOURCE = 'Qiu and Srikant 2004: max(1/c, (1/eta)(1/mu - 1/gamma)) with eta = 1, and the origin\'s own uplink'

/** Minutes of real time: small files would be measured by the seconds at a transfer's ends, which theory leaves out. */
export const OPEN_SWARM: readonly Check[] = [{
  group: 'Open swarm', source: SOURCE, quick: false,
  rows: () => [
    row({ bytes: 50 * MB, up: 0.5 * MB, down: 4 * MB, arrivals: 0.3, staySeconds: 25, newcomers: 240 }),
    row({ bytes: 50 * MB, up: 0.5 * MB, down: 0.6 * MB, arrivals: 0.3, staySeconds: 50, newcomers: 240 }),
  ],
}]
