import { expect, test } from 'vitest'
import { rowsOf, type Allowed, type Measured } from './check.ts'
import { validate } from './validate.ts'

function judge (expected: number, measured: number, allowed: Allowed) {
  const row: Measured = { name: 'a row', unit: 's', expected, measured, allowed }
  const [judged] = rowsOf({ group: 'a group', source: 'a formula', quick: true, rows: () => [row] })
  return judged!
}

test('a share of what is expected may be missed, either way', () => {
  expect(judge(50, 51, { kind: 'share', of: 0.04 })).toMatchObject({ met: true, tolerance: '4 %' })
  expect(judge(50, 51, { kind: 'share', of: 0.04 }).distance).toBeCloseTo(0.5, 9)
  expect(judge(50, 47, { kind: 'share', of: 0.04 }).met).toBe(false)
})

test('a bound may be exceeded a little, and never undercut', () => {
  expect(judge(50, 57, { kind: 'above', share: 0.15 }).met).toBe(true)
  expect(judge(50, 58, { kind: 'above', share: 0.15 }).met).toBe(false)
  expect(judge(50, 49.999, { kind: 'above', share: 0.15 })).toMatchObject({ met: false, distance: 99 })
})

test('standard errors are counted', () => {
  const allowed: Allowed = { kind: 'errors', standardError: 0.01, count: 3 }
  expect(judge(0.5, 0.515, allowed)).toMatchObject({ met: true, tolerance: '3 standard errors' })
  expect(judge(0.5, 0.54, allowed).met).toBe(false)
})

test('what was never finished is not met, and stays a number that JSON can say', () => {
  expect(judge(50, NaN, { kind: 'share', of: 0.04 })).toMatchObject({ met: false, distance: 99 })
})

test('exact is exact', () => {
  expect(judge(13, 13, { kind: 'exact' }).met).toBe(true)
  expect(judge(13, 14, { kind: 'exact' }).met).toBe(false)
})

test('the lab agrees with theory in every row that takes seconds', { timeout: 120_000 }, () => {
  const rows = validate({ quick: true })
  expect(rows.filter(({ met }) => !met)).toEqual([])
  expect(rows.length).toBeGreaterThan(70)
  expect(new Set(rows.map(({ group }) => group)).size).toBe(10)
})

test('groups can be chosen by a part of their names', () => {
  const groups = validate({ quick: true, matching: 'relay' }).map(({ group }) => group)
  expect(new Set(groups)).toEqual(new Set(['Waiting at a relay']))
})
