import { expect, test } from 'vitest'
import { formatBytes, formatSeconds } from './format.ts'

test.each([
  [0, '0 B'],
  [21.25, '21 B'],
  [999, '999 B'],
  [1_000, '1.00 kB'],
  [262_144, '262.1 kB'],
  [1_500_000, '1.50 MB'],
  [68_719_476_736, '68.7 GB'],
  [5e15, '5000.0 TB']
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test.each([
  [0, '0 s'],
  [41.6, '42 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [3_599.9, '1 h 0 min'],
  [7_500, '2 h 5 min']
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text)
})
