import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokenBucket } from './token-bucket.ts'

const options = fc.record({
  capacity: fc.double({ min: 1, max: 1e7, noNaN: true }),
  perSecond: fc.double({ min: 0.001, max: 1e9, noNaN: true }),
})
const share = fc.double({ min: 0, max: 1, noNaN: true })
const steps = fc.array(fc.record({ afterMs: fc.double({ min: 0, max: 1e5, noNaN: true }), share }), { maxLength: 60 })

test('in any span it never lets through more than capacity plus rate times time', () => {
  fc.assert(fc.property(options, steps, (given, walk) => {
    const bucket = createTokenBucket(given, 0)
    const taken: { at: number, count: number }[] = []
    let now = 0
    for (const step of walk) {
      now += step.afterMs
      const count = step.share * given.capacity
      if (bucket.take(count, now)) taken.push({ at: now, count })
    }
    for (let from = 0; from < taken.length; from++) {
      let sum = 0
      for (const { at, count } of taken.slice(from)) {
        sum += count
        const allowed = given.capacity + given.perSecond * ((at - taken[from]!.at) / 1000 + 1e-6)
        expect(sum).toBeLessThanOrEqual(allowed * (1 + 1e-9) + 1e-3)
      }
    }
  }))
})

/** A day on the clock: what is left of a double's precision must do. */
const START = 86_400_000

test('who waits until `readyAt` gets the tokens, and not a millisecond earlier', () => {
  const part = fc.double({ min: 0.01, max: 1, noNaN: true })
  fc.assert(fc.property(options, share, part, (given, first, second) => {
    const bucket = createTokenBucket(given, START)
    bucket.take(first * given.capacity, START)
    const count = second * given.capacity
    const at = bucket.readyAt(count, START)
    expect(at).toBeGreaterThanOrEqual(START)
    if (at > START + 1 && given.perSecond > 0.1) expect(bucket.take(count, at - 1)).toBe(false)
    expect(bucket.take(count, at)).toBe(true)
  }))
})

test('a clock that goes back neither gives nor takes tokens', () => {
  fc.assert(fc.property(options, fc.array(fc.double({ min: 0, max: 1e6, noNaN: true })), (given, times) => {
    const bucket = createTokenBucket(given, 1e6)
    expect(bucket.take(given.capacity, 1e6)).toBe(true)
    for (const time of times) expect(Math.abs(bucket.level(time))).toBeLessThan(1e-6)
  }))
})

test('more than the capacity never becomes ready', () => {
  const bucket = createTokenBucket({ capacity: 2, perSecond: 1 }, 0)
  expect(bucket.readyAt(3, 0)).toBe(Infinity)
  expect(bucket.take(3, 1e9)).toBe(false)
})

test('what left already is paid back before anything else leaves', () => {
  const bucket = createTokenBucket({ capacity: 10, perSecond: 10 }, 0)
  bucket.force(30, 0)
  expect(bucket.level(0)).toBe(-20)
  expect(bucket.take(1, 2000)).toBe(false)
  expect(bucket.readyAt(1, 2000)).toBeCloseTo(2100)
})

test('a new rate counts from now on', () => {
  const bucket = createTokenBucket({ capacity: 10, perSecond: 1 }, 0)
  bucket.take(10, 0)
  bucket.configure({ capacity: 4, perSecond: 2 }, 1000)
  expect(bucket.level(1000)).toBe(1)
  expect(bucket.level(60_000)).toBe(4)
})

test('tokens given back never make it fuller than it can be', () => {
  const bucket = createTokenBucket({ capacity: 2, perSecond: 1 }, 0)
  bucket.take(1, 0)
  bucket.give(1, 5000)
  expect(bucket.level(5000)).toBe(2)
})
