import { PasselError, type PasselErrorCode } from '@passel/core'
import { expect, test } from 'vitest'
import { EXIT, exitCodeOf } from './exit-code.ts'

test.each<[PasselErrorCode, number]>([
  ['bad-option', 2],
  ['reference-malformed', 3],
  ['reference-newer', 3],
  ['reference-too-large', 3],
  ['reference-expired', 3],
  ['store-in-use', 4],
  ['waku-unreachable', 5],
  ['disk-full', 6],
  ['quota', 6],
  ['store-broken', 6],
  ['source-changed', 6],
  ['source-missing', 6],
  ['canceled', 130],
  ['author-conflict', 1],
  ['not-found', 1],
  ['io', 1]
])('%s ends with %i', (code, exitCode) => {
  expect(exitCodeOf(new PasselError(code, 'why'))).toBe(exitCode)
})

test('whatever is not Passel\'s own ends with 1', () => {
  for (const error of [new Error('odd'), 'odd', undefined]) expect(exitCodeOf(error)).toBe(EXIT.failed)
})

test('no two outcomes share a code', () => {
  expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length)
})
