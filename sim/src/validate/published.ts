import { createRandom } from '@passel/core/machines'
import {
  CONTINENTS, IPFS, MEASURED_LINES, OVERNET, PHONES, sampleLine, stays, type Population,
} from '../people/index.ts'
import { quantile } from '../statistics.ts'
import type { Check, Measured } from './check.ts'

const DAY = 86_400
const HOUR = 3600
const BYTES_PER_MBIT = 125_000

function joinsPerDay (population: Population, expected: number): Measured {
  const [members, days] = [600, 30]
  let joins = 0
  for (let index = 0; index < members; index++) {
    for (const { online, untilSeconds } of stays(population, createRandom(4).stream(`${population.name} ${index}`))) {
      if (untilSeconds >= days * DAY) break
      if (!online) joins++
    }
  }
  return {
    name: `${population.name}: joins a day`, unit: 'count', expected, measured: joins / members / days,
    allowed: { kind: 'share', of: 0.03 },
  }
}

function ipfsSessions (): Measured[] {
  const random = createRandom(4).stream('ipfs sessions')
  const seconds = Array.from({ length: 40_000 }, () => IPFS.on.sample(random))
  const gone = (hours: number): number => seconds.filter(each => each <= hours * HOUR).length / seconds.length
  const row = (name: string, expected: number, measured: number, of: number): Measured => (
    { name: `ipfs: ${name}`, unit: 'share', expected, measured, allowed: { kind: 'share', of } }
  )
  return [
    row('gone after 2 hours', 0.5, gone(2), 0.02),
    // Published as 80 to 88 %.
    row('gone after 8 hours', 0.84, gone(8), 0.04 / 0.84),
    row('over 24 hours', 0.025, 1 - gone(24), 0.1),
  ]
}

function lines (): Measured[] {
  return CONTINENTS.flatMap(continent => {
    const random = createRandom(4).stream(`lines ${continent}`)
    const down = Array.from({ length: 20_000 }, () => sampleLine(continent, random).down / BYTES_PER_MBIT)
    down.sort((a, b) => a - b)
    const [lower, upper] = MEASURED_LINES[continent].quartilesDown
    return ([[0.25, lower], [0.75, upper]] as const).map(([share, expected]): Measured => ({
      name: `${continent}: ${share === 0.25 ? 'lower' : 'upper'} quartile of downlinks`,
      unit: 'Mbit/s',
      expected,
      measured: quantile(down, share),
      allowed: { kind: 'share', of: 0.03 },
    }))
  })
}

export const PUBLISHED: readonly Check[] = [
  {
    group: 'Sessions as published', source: 'people/populations.ts cites each', quick: true,
    rows: () => [joinsPerDay(PHONES, 23), joinsPerDay(OVERNET, 6.4), ...ipfsSessions()],
  },
  { group: 'Lines as published', source: 'M-Lab, NDT by continent', quick: true, rows: lines },
]
