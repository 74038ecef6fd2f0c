import { createPeer, createRandom } from '@passel/core/machines'
import { ALWAYS_ON, drive, IPFS, OVERNET, PHONES, stays, TABS, TORRENTS, type Population } from '../people/index.ts'
import { mean, meanResidual, onShare } from '../theory/index.ts'
import { createWorld } from '../world/index.ts'
import type { Check, Measured } from './check.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** Share of time online over many members' days, and what was left of stays at the moments when they were looked at. */
function live (population: Population, members: number, days: number): Measured[] {
  const until = days * DAY
  const random = createRandom(2).stream(`on and off ${population.name}`)
  let onlineSeconds = 0
  const left: number[] = []
  for (let index = 0; index < members; index++) {
    const own = random.stream(`member ${index}`)
    let from = 0
    let look = own.next() * HOUR
    for (const { online, untilSeconds } of stays(population, own)) {
      if (online) onlineSeconds += Math.min(untilSeconds, until) - from
      for (; look < Math.min(untilSeconds, until); look += HOUR) if (online) left.push(untilSeconds - look)
      from = untilSeconds
      if (from >= until) break
    }
  }
  const { name, on, off, share } = population
  const rows: Measured[] = [{
    name: `${name}: share of time online`,
    unit: 'share',
    expected: share ?? onShare(on.mean, off.mean),
    measured: onlineSeconds / members / until,
    allowed: { kind: 'share', of: 0.02 },
  }]
  // With busy hours, who is online in a random moment has not come in a random hour, but stays are as long as ever.
  rows.push({
    name: `${name}: what is left of a stay`,
    unit: 's',
    expected: meanResidual(on.mean, on.secondMoment),
    measured: mean(left),
    allowed: { kind: 'share', of: 0.05 },
  })
  return rows
}

/** The same with peers of a world, whose machines run: the driver and the world lose no time. */
function driven (population: Population, members: number, days: number): Measured[] {
  const world = createWorld({ seed: 3, createPeer })
  const random = createRandom(3).stream('driven')
  let onlineSeconds = 0
  for (let index = 0; index < members; index++) {
    const peer = world.peer({ name: `member-${index}` })
    let since = 0
    let last = false
    drive(world, peer, population, random.stream(peer.name), {
      onChange: (online, at) => {
        if (last) onlineSeconds += at - since
        since = at
        last = online
      },
    })
  }
  world.runFor(days * DAY)
  return [{
    name: `${population.name}, ${members} peers of a world over ${days} days`,
    unit: 'share',
    expected: onShare(population.on.mean, population.off.mean),
    measured: onlineSeconds / members / (days * DAY),
    allowed: { kind: 'share', of: 0.02 },
  }]
}

const SOURCE = 'renewal theory: E[on] / (E[on] + E[off]), and E[X^2] / (2 E[X]) for what is left'

export const ON_OFF_MEMBERS: readonly Check[] = [
  {
    group: 'Members who come and go', source: SOURCE, quick: true,
    rows: () => [
      ...live(PHONES, 800, 30), ...live(OVERNET, 3000, 60), ...live(IPFS, 2000, 60), ...driven(PHONES, 200, 8),
    ],
  },
  {
    group: 'Members who come and go, heavier tails', source: SOURCE, quick: false,
    rows: () => [TABS, ...TORRENTS, ALWAYS_ON].flatMap(population => live(population, 20_000, 60)),
  },
]
