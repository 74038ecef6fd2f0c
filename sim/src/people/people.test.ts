import { createPeer, createRandom } from '@passel/core/machines'
import { expect, test } from 'vitest'
import { quantile } from '../statistics.ts'
import { distanceOfSamples, mean, meanResidual, onShare } from '../theory/index.ts'
import { createWorld } from '../world/index.ts'
import {
  CONTINENTS, drive, exponential, fixed, IPFS, logNormal, logNormalOfQuartiles, MEASURED_LINES, OVERNET, PHONES,
  POPULATIONS, sampleLine, stays, TABS, TORRENTS, weibull, type Distribution, type Population,
} from './index.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 24 * HOUR

const draw = (count: number, seed: number, sample: (random: ReturnType<typeof createRandom>) => number): number[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => sample(random)).sort((a, b) => a - b)
}

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  exponential: exponential(70),
  weibull: weibull(0.59, 41.9),
  'a heavy weibull': weibull(0.34, 21.3),
  'log-normal': logNormal(58, 1),
}

test.each(Object.entries(DISTRIBUTIONS))('%s is drawn as its cumulative function says', (_, distribution) => {
  const sorted = draw(20_000, 1, random => distribution.sample(random))
  expect(distanceOfSamples(sorted, value => distribution.cumulative(value))).toBeLessThan(1)
})

test.each(Object.entries(DISTRIBUTIONS))('what is left of %s has the mean that theory says', (_, distribution) => {
  const left = draw(100_000, 2, random => distribution.sampleResidual(random))
  // The heavy tail needs more than 100,000 draws for its mean to settle: its standard error is 3 % by then.
  expect(mean(left) / meanResidual(distribution.mean, distribution.secondMoment)).toBeCloseTo(1, 0.9)
})

test('moments worked out by hand', () => {
  expect(weibull(1, 10)).toMatchObject({ mean: expect.closeTo(10, 9), secondMoment: expect.closeTo(200, 9) })
  expect(weibull(0.5, 10)).toMatchObject({ mean: expect.closeTo(20, 9), secondMoment: expect.closeTo(2400, 9) })
  expect(logNormal(10, 1).mean).toBeCloseTo(10 * Math.sqrt(Math.E), 9)
  expect(fixed(10)).toMatchObject({ mean: 10, secondMoment: 100 })
})

/** Seconds online, and joins, of many members together over some days. */
function live (population: Population, members: number, days: number): { online: number, joins: number } {
  const until = days * DAY
  let online = 0
  let joins = 0
  for (let member = 0; member < members; member++) {
    let from = 0
    for (const stay of stays(population, createRandom(3).stream(`member ${member}`))) {
      const to = Math.min(stay.untilSeconds, until)
      if (stay.online) online += to - from
      if (to === until) break
      if (!stay.online) joins++
      from = to
    }
  }
  return { online: online / members / days, joins: joins / members / days }
}

test('phones: 35.15 minutes a day in about 23 sessions', () => {
  const { online, joins } = live(PHONES, 200, 10)
  expect(online / (35.15 * MINUTE)).toBeCloseTo(1, 1)
  expect(joins).toBeCloseTo(23, 0)
})

test('phones: hardly anybody at four in the morning, most from noon to the evening', () => {
  const joins = new Array<number>(24).fill(0)
  for (let member = 0; member < 300; member++) {
    for (const { online, untilSeconds } of stays(PHONES, createRandom(4).stream(`member ${member}`))) {
      if (untilSeconds > 5 * DAY) break
      if (!online) joins[Math.floor(untilSeconds / HOUR) % 24]!++
    }
  }
  expect(joins[4]! / joins[13]!).toBeLessThan(0.15)
  expect(Math.min(...joins.slice(12, 22)) / Math.max(...joins.slice(12, 22))).toBeGreaterThan(0.9)
})

test('Overnet: online 30 % of the time, 6.4 joins a day', () => {
  const { online, joins } = live(OVERNET, 400, 60)
  expect(online / DAY).toBeCloseTo(0.30, 2)
  expect(joins).toBeCloseTo(6.4, 0.9)
})

test('IPFS: half gone after 2 hours, 80 to 88 % after 8, 2.5 % over 24', () => {
  const sorted = draw(20_000, 5, random => IPFS.on.sample(random))
  const gone = (hours: number): number => sorted.filter(seconds => seconds <= hours * HOUR).length / sorted.length
  expect(gone(2)).toBeCloseTo(0.5, 2)
  expect(gone(8)).toBeGreaterThan(0.80)
  expect(gone(8)).toBeLessThan(0.88)
  expect(1 - gone(24)).toBeCloseTo(0.025, 2)
})

test('tabs: three fifths within half an hour, four fifths within 90 minutes, as the study draws it', () => {
  expect(TABS.on.cumulative(30 * MINUTE)).toBeCloseTo(0.6, 2)
  expect(TABS.on.cumulative(90 * MINUTE)).toBeCloseTo(0.8, 2)
  expect(TABS.on.mean / MINUTE).toBeCloseTo(67.9, 0)
})

test('torrents: medians of sessions from 7 to 22 minutes', () => {
  const medians = TORRENTS.map(({ on }) => quantile(draw(20_000, 6, random => on.sample(random)), 0.5) / MINUTE)
  // scale x ln(2)^(1/shape)
  for (const [index, minutes] of [7.2, 16.2, 22.5].entries()) expect(medians[index]! / minutes).toBeCloseTo(1, 1)
})

test.each(CONTINENTS)('lines in %s: quartiles as published, uplinks in the proportion of the means', continent => {
  const { quartilesDown: [lower, upper], meanDown, meanUp } = MEASURED_LINES[continent]
  const sorted = draw(20_000, 7, random => sampleLine(continent, random).down / 125_000)
  expect(quantile(sorted, 0.25) / lower).toBeCloseTo(1, 1)
  expect(quantile(sorted, 0.75) / upper).toBeCloseTo(1, 1)
  const line = sampleLine(continent, createRandom(8))
  expect(line.up / line.down).toBeCloseTo(meanUp / meanDown, 12)
})

test('the published means follow from the quartiles, but for Oceania', () => {
  const off = CONTINENTS.map(continent => {
    const { quartilesDown, meanDown } = MEASURED_LINES[continent]
    return logNormalOfQuartiles(...quartilesDown).mean / meanDown - 1
  })
  expect(CONTINENTS.filter((_, index) => Math.abs(off[index]!) > 0.1)).toEqual(['oceania'])
})

test('every population is in its steady state from the first second', () => {
  for (const population of POPULATIONS) {
    const { on, off, day, name } = population
    if (day !== undefined) continue
    let online = 0
    for (let member = 0; member < 4000; member++) {
      for (const stay of stays(population, createRandom(9).stream(`${name} ${member}`))) {
        if (stay.untilSeconds < 5 * HOUR) continue
        if (stay.online) online++
        break
      }
    }
    const share = onShare(on.mean, off.mean)
    expect(Math.abs(online / 4000 - share)).toBeLessThan(3.5 * Math.sqrt(share * (1 - share) / 4000) + 1e-9)
  }
})

test('a peer comes and goes as its population does, and stays as it is when nobody drives it any more', () => {
  const world = createWorld({ seed: 1, createPeer })
  const [phone, tab] = [world.peer({ name: 'phone' }), world.peer({ name: 'tab' })]
  const changes: boolean[] = []
  const onChange = (online: boolean): void => void changes.push(online)
  const stop = drive(world, phone, PHONES, createRandom(10).stream('phone'), { onChange })
  drive(world, tab, TABS, createRandom(10).stream('tab'))
  let tabSeconds = 0
  for (let minute = 0; minute < 5 * 1440; minute++) {
    world.runFor(60)
    if (tab.alive) tabSeconds += 60
  }
  expect(changes.length / 5).toBeGreaterThan(30)
  expect(changes.every((online, index) => online !== changes[index + 1])).toBe(true)
  expect(phone.site.online).toBe(changes.at(-1))
  expect(tabSeconds / (5 * DAY)).toBeGreaterThan(0.02)
  expect(tabSeconds / (5 * DAY)).toBeLessThan(0.5)
  stop()
  const last = phone.site.online
  world.runFor(DAY)
  expect(phone.site.online).toBe(last)
})
