import { expect, test } from 'vitest'
import { leastSeconds, meanResidual, meanWaitSeconds, onShare, openSwarmSeconds, sourceAloneSeconds } from './index.ts'
import { distanceOfSamples, mean, shareError, standardError } from './statistics.ts'

const MB = 1e6

test('a member who is on a third of each hour is on a third of the time', () => {
  expect(onShare(20, 40)).toBeCloseTo(1 / 3, 15)
})

test('what is left of a fixed period is half of it, of an exponential one all of it', () => {
  expect(meanResidual(10, 100)).toBe(5)
  expect(meanResidual(10, 2 * 100)).toBe(10)
})

test('each of the three bounds of a distribution binds where it should', () => {
  const receivers = (count: number, up: number, down: number) => Array.from({ length: count }, () => ({ up, down }))
  const bytes = 100 * MB
  // The source's 2 MB/s; the receivers' 1 MB/s; 20 copies through 2 + 20 x 0.5 MB/s.
  expect(leastSeconds({ bytes, sourceUp: 2 * MB, receivers: receivers(10, 2 * MB, 4 * MB) })).toBe(50)
  expect(leastSeconds({ bytes, sourceUp: 2 * MB, receivers: receivers(2, 2 * MB, 1 * MB) })).toBe(100)
  const many = receivers(20, 0.5 * MB, 4 * MB)
  expect(leastSeconds({ bytes, sourceUp: 2 * MB, receivers: many })).toBeCloseTo(2000 / 12, 12)
  expect(sourceAloneSeconds(bytes, 2 * MB, 10)).toBe(500)
})

test('an open swarm: the uplinks decide, unless the downlink does', () => {
  // Members give a file in 50 s and stay 20 s after they have it.
  expect(openSwarmSeconds({ up: 0.02, down: 1, leave: 0.05 })).toBeCloseTo(30, 12)
  expect(openSwarmSeconds({ up: 0.02, down: 1, leave: 0.05, effectiveness: 0.75 })).toBeCloseTo(40, 12)
  expect(openSwarmSeconds({ up: 0.02, down: 0.01, leave: 0.05 })).toBeCloseTo(100, 12)
  // An origin as strong as a member saves each newcomer 1 / arrivals seconds.
  expect(openSwarmSeconds({ up: 0.02, down: 1, leave: 0.05, origin: { up: 0.02, arrivals: 0.5 } })).toBeCloseTo(28, 12)
})

test('a queue at half load waits half a service time, at nine tenths four and a half', () => {
  expect(meanWaitSeconds(0.5, 2)).toBeCloseTo(1, 12)
  expect(meanWaitSeconds(0.9, 2)).toBeCloseTo(9, 12)
  expect(() => meanWaitSeconds(1, 2)).toThrow('only grows')
})

test('means and errors of small samples', () => {
  expect(mean([1, 2, 3, 6])).toBe(3)
  // Variance 14/3 of four values.
  expect(standardError([1, 2, 3, 6])).toBeCloseTo(Math.sqrt(14 / 3 / 4), 12)
  expect(shareError(0.5, 100)).toBe(0.05)
  expect(shareError(0, 100)).toBe(0.005)
})

test('samples of another distribution are far away, evenly spread ones are near', () => {
  const even = Array.from({ length: 1000 }, (_, index) => (index + 0.5) / 1000)
  expect(distanceOfSamples(even, x => x)).toBeLessThan(0.1)
  expect(distanceOfSamples(even, x => x ** 2)).toBeGreaterThan(1)
})
