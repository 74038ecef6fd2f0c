import { expect, test } from 'vitest'
import { createFormat } from './format.ts'

const format = createFormat('en')

test.each([
  [0, '0 bytes'], [1, '1 byte'], [999, '999 bytes'], [1_000, '1 kB'], [1_540, '1.5 kB'], [37_000_000, '37 MB'],
  [999_600, '1 MB'], [2 ** 31, '2.1 GB'], [5e15, '5,000 TB']
])('%d bytes are %s', (bytes, text) => {
  expect(format.bytes(bytes)).toBe(text)
})

test.each([
  [3, '3 sec'], [59, '59 sec'], [61, '2 min'], [3_600, '1 hr'], [5_000, '2 hr']
])('%d seconds are %s', (seconds, text) => {
  expect(format.seconds(seconds)).toBe(text)
})

test('it is only all when it is all', () => {
  expect(format.percent(0.9999)).toBe('99%')
  expect(format.percent(1)).toBe('100%')
})

test('other languages have other words and digits', () => {
  expect(createFormat('de').bytes(1_500)).toBe('1,5 kB')
  expect(createFormat('ar').bytes(2)).not.toContain('byte')
})

test.each([
  [-5_000, 'now'], [59_000, 'now'], [60_000, '1 min. ago'], [7_000_000, '1 hr. ago'], [90_000_000, 'yesterday']
])('%d ms past is %s', (ms, text) => {
  expect(format.ago(ms)).toBe(text)
})
