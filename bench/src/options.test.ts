import { expect, test } from 'vitest'
import { parseOptions } from './options.ts'

test('without arguments everything is measured five times at full size', () => {
  expect(parseOptions([])).toEqual({ names: [], runs: 5, quick: false, list: false })
})

test('names, runs and quick are understood in any order', () => {
  expect(parseOptions(['sealing', '--runs', '7', 'memory', '--quick'])).toEqual({
    names: ['sealing', 'memory'],
    runs: 7,
    quick: true,
    list: false,
  })
})

test.each([['0'], ['-3'], ['2.5'], ['many'], ['101']])('refuses %s runs', (runs) => {
  expect(() => parseOptions(['--runs', runs])).toThrow(/--runs/)
})

test('refuses an option it does not know', () => {
  expect(() => parseOptions(['--frobnicate'])).toThrow('--frobnicate')
})
