import { expect, test } from 'vitest'
import { availability, availabilityOfEach, copiesNeeded, ONLINE_SHARES, SCHEMES } from './availability.ts'

test('two of three with even chances are four of eight outcomes', () => {
  expect(availability(2, 3, 0.5)).toBeCloseTo(0.5, 15)
  expect(availability(1, 3, 0.1)).toBeCloseTo(1 - 0.9 ** 3, 15)
  expect(availability(3, 3, 0.1)).toBeCloseTo(0.001, 15)
})

test('nothing needed is always there, more than there are never', () => {
  expect(availability(0, 5, 0.2)).toBe(1)
  expect(availability(6, 5, 0.9)).toBe(0)
})

test('holders that differ: worked out by hand over all eight outcomes', () => {
  // .2*.5*.9 + .2*.5*.1 + .2*.5*.9 + .8*.5*.9
  expect(availabilityOfEach(2, [0.2, 0.5, 0.9])).toBeCloseTo(0.09 + 0.01 + 0.09 + 0.36, 15)
})

test('a tail of one in a million million keeps its digits', () => {
  expect(availability(4, 4, 0.001) / 1e-12).toBeCloseTo(1, 9)
})

test('the table of shares and schemes', () => {
  const rounded = ONLINE_SHARES.map(p => SCHEMES.map(({ need, of }) => Number(availability(need, of, p).toFixed(3))))
  expect(rounded).toEqual([
    [0.116, 0.219, 0.390, 0, 0, 0, 0],
    [0.410, 0.651, 0.878, 0.005, 0, 0.043, 0.025],
    [0.832, 0.972, 0.999, 0.194, 0.074, 0.762, 0.960],
    [0.969, 0.999, 1, 0.637, 0.598, 0.994, 1],
    [1, 1, 1, 1, 1, 1, 1],
  ])
  expect(availability(4, 8, 0.9)).toBeCloseTo(0.9996, 4)
})

test.each([
  [0.0244, 187, 280], [0.1, 44, 66], [0.3, 13, 20], [0.5, 7, 10], [0.9, 2, 3],
])('copies for 99 and 99.9 %% at %d', (p, two, three) => {
  expect([copiesNeeded(0.99, p), copiesNeeded(0.999, p)]).toEqual([two, three])
  expect(availability(1, two, p)).toBeGreaterThanOrEqual(0.99 - 1e-9)
  expect(availability(1, two - 1, p)).toBeLessThan(0.99)
})
