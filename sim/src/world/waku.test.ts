import { expect, test } from 'vitest'
import { createRandom } from '@passel/core/machines'
import { createVirtualClock } from '@passel/core/testing'
import { quantile } from '../statistics.ts'
import { createVirtualWaku, wakuDelayMs, type WakuEnd } from './waku.ts'

function listen (name: string): WakuEnd & { readonly told: boolean[] } {
  const told: boolean[] = []
  return { name, listening: true, told, heard: () => undefined, reached: up => { told.push(up) } }
}

test('messages take as long as they were measured to', () => {
  const random = createRandom(1)
  const delays = Array.from({ length: 20_000 }, () => wakuDelayMs(random)).sort((a, b) => a - b)
  const mean = delays.reduce((sum, ms) => sum + ms, 0) / delays.length
  expect(Math.abs(mean - 508)).toBeLessThan(2)
  for (const [share, ms] of [[0.5, 518], [0.9, 613], [0.99, 642]] as const) {
    expect(Math.abs(quantile(delays, share) - ms)).toBeLessThan(4)
  }
})

test('of one member 100 messages pass in ten minutes, and others are not held to it', () => {
  const clock = createVirtualClock()
  const waku = createVirtualWaku(clock, createRandom(1), {})
  const [loud, quiet] = [listen('loud'), listen('quiet')]
  waku.join(loud)
  waku.join(quiet)
  const answers: boolean[] = []
  const say = (end: WakuEnd): void => waku.publish(end, 1, false, [], clock.instant(), ok => answers.push(ok))
  for (let message = 0; message < 101; message++) say(loud)
  say(quiet)
  clock.runTo(1000)
  expect(answers.filter(ok => !ok)).toHaveLength(1)
  expect(waku.refused).toBe(1)
  clock.runTo(600_001)
  say(loud)
  clock.runTo(601_000)
  expect(answers.at(-1)).toBe(true)
})

test('who loses its service node is without Waku until it has found another one', () => {
  const clock = createVirtualClock()
  const waku = createVirtualWaku(clock, createRandom(1), { reconnectMs: 19_000 })
  const ends = [listen('a'), listen('b')]
  for (const end of ends) waku.join(end)
  waku.setNode(0, false)
  expect(ends.map(({ told }) => told)).toEqual([[false], []])
  clock.runTo(18_999)
  expect(waku.reaches(ends[0]!)).toBe(false)
  clock.runTo(19_001)
  expect(ends[0]!.told).toEqual([false, true])
  expect(waku.reaches(ends[0]!)).toBe(true)
})
