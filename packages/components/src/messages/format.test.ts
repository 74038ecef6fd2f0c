import { expect, test } from 'vitest'
import { formatBytes, formatPercent, formatSeconds } from './format.ts'

test.each([
  [0, '0 bytes'], [1, '1 byte'], [999, '999 bytes'], [1_000, '1 kB'], [1_540, '1.5 kB'], [37_000_000, '37 MB'],
  [999_600, '1 MB'], [2 ** 31, '2.1 GB'], [5e15, '5,000 TB']
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes, 'en')).toBe(text)
})

test.each([
  [3, '3 sec'], [59, '59 sec'], [61, '2 min'], [3_600, '1 hr'], [5_000, '2 hr']
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds, 'en')).toBe(text)
})

test('it is only all when it is all', () => {
  expect(formatPercent(0.9999, 'en')).toBe('99%')
  expect(formatPercent(1, 'en')).toBe('100%')
})

test('other languages have other words and digits', () => {
  expect(formatBytes(1_500, 'de')).toBe('1,5 kB')
  expect(formatBytes(2, 'ar')).not.toContain('byte')
})
