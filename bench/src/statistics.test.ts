import { describe, expect, test } from 'vitest'
import { pairedRatios, strongest, summarise } from './statistics.ts'

describe('summarise', () => {
  test('takes the middle run of an odd number, whatever their order', () => {
    expect(summarise([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9, runs: 3 })
  })

  test('takes the mean of the two middle runs of an even number', () => {
    expect(summarise([1, 2, 10, 4]).median).toBe(3)
  })

  test('refuses to summarise nothing', () => {
    expect(() => summarise([])).toThrow(RangeError)
  })
})

test('ratios pair runs of the same round', () => {
  expect(pairedRatios([10, 30], [5, 10])).toEqual([2, 3])
  expect(() => pairedRatios([1], [1, 2])).toThrow(RangeError)
})

test('of several references the strongest of each round counts', () => {
  expect(strongest([[1, 9], [4, 2]])).toEqual([4, 9])
})
