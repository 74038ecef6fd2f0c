import { expect, test } from 'vitest'
import { createRandom } from './random.ts'

const draws = (random: { next (): number }, count = 50): number[] => Array.from({ length: count }, () => random.next())

test('the same seed gives the same sequence', () => {
  expect(draws(createRandom(7))).toEqual(draws(createRandom(7)))
})

test('neighbouring seeds give unrelated sequences', () => {
  const first = draws(createRandom(1), 1000)
  const second = draws(createRandom(2), 1000)
  const near = first.filter((value, index) => Math.abs(value - second[index]!) < 0.01).length
  expect(near).toBeLessThan(60)
})

test('seeds above 32 bits count in full', () => {
  expect(draws(createRandom(5))).not.toEqual(draws(createRandom(5 + 2 ** 32)))
})

test('drawing from a named stream shifts neither its parent nor its siblings', () => {
  const parent = createRandom(3)
  draws(parent.stream('a'))
  expect(draws(parent)).toEqual(draws(createRandom(3)))
  expect(draws(parent.stream('b'))).toEqual(draws(createRandom(3).stream('b')))
  expect(draws(parent.stream('b'))).not.toEqual(draws(parent.stream('a')))
})

test('whole numbers below a limit are spread evenly and never reach it', () => {
  const random = createRandom(11)
  const counts = new Array<number>(10).fill(0)
  for (let index = 0; index < 10_000; index++) counts[random.below(10)]!++
  expect(Math.min(...counts)).toBeGreaterThan(850)
  expect(Math.max(...counts)).toBeLessThan(1150)
})
