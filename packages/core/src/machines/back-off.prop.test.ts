import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBackOff } from './back-off.ts'
import { createRandom } from './random.ts'

const options = fc.record({
  firstMs: fc.integer({ min: 1, max: 1e5 }),
  factor: fc.integer({ min: 1, max: 1e5 }),
  seed: fc.nat(),
})

test('every wait lies in the upper half of a doubling time and never above the most', () => {
  fc.assert(fc.property(options, fc.integer({ min: 1, max: 200 }), ({ firstMs, factor, seed }, tries) => {
    const random = createRandom(seed)
    const maxMs = firstMs * factor
    const backOff = createBackOff({ firstMs, maxMs })
    for (let failure = 0; failure < tries; failure++) {
      const full = Math.min(maxMs, firstMs * 2 ** failure)
      const wait = backOff.next(random)
      expect(wait).toBeGreaterThanOrEqual(full / 2)
      expect(wait).toBeLessThanOrEqual(full)
    }
  }))
})

test('after a reset it starts over', () => {
  fc.assert(fc.property(options, fc.nat(40), ({ firstMs, factor, seed }, failures) => {
    const random = createRandom(seed)
    const backOff = createBackOff({ firstMs, maxMs: firstMs * factor })
    for (let failure = 0; failure < failures; failure++) backOff.next(random)
    backOff.reset()
    expect(backOff.failures).toBe(0)
    expect(backOff.next(random)).toBeLessThanOrEqual(firstMs)
  }))
})

test('it can let the first try come at once', () => {
  const random = createRandom(1)
  const backOff = createBackOff({ firstMs: 1000, maxMs: 60_000, firstAtOnce: true })
  expect(backOff.next(random)).toBe(0)
  expect(backOff.next(random)).toBeGreaterThanOrEqual(500)
})

test('two peers with their own seeds do not wait in step', () => {
  const waits = [1, 2].map(seed => createBackOff({ firstMs: 1000, maxMs: 60_000 }).next(createRandom(seed)))
  expect(Math.abs(waits[0]! - waits[1]!)).toBeGreaterThan(1)
})
