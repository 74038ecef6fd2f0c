import { expect, test } from 'vitest'
import { bytesOf, durationOf } from './sizes.ts'

test('sizes and times are read as people write them', () => {
  expect(['0', '1500', '500M', '1.5G', '2T'].map(bytesOf)).toEqual([0, 1500, 5e8, 1.5e9, 2e12])
  expect(['90s', '30min', '12h', '30d'].map(durationOf)).toEqual([9e4, 1.8e6, 4.32e7, 2.592e9])
})

test.each(['', 'M', '-1', '5X', '1e9', '5 G', '99999999T'])('"%s" is no size', (text) => {
  expect(() => bytesOf(text)).toThrow('bytes')
})

test.each(['', '30', '5m', '1w'])('"%s" is no time', (text) => {
  expect(() => durationOf(text)).toThrow('time')
})
