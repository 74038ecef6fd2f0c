import { expect, test } from 'vitest'
import { MAX_CHUNKS, MAX_PAGES } from '../limits.ts'
import { cutPage, pageDueAt, type CutState } from './page-cut.ts'

const state = (given: Partial<CutState>): CutState => ({
  sealed: 0, listed: 0, short: -1, ended: false, coded: false, left: false, nowMs: 0, startedAt: 0, lastPageAt: 0,
  ...given,
})

test('the first chunk makes a page alone', () => {
  expect(cutPage(state({ sealed: 1 }))).toEqual({ count: 1, final: false })
})

test('later pages hold an eighth of what is sealed', () => {
  expect(cutPage(state({ sealed: 800, listed: 701 }))).toBeUndefined()
  expect(cutPage(state({ sealed: 800, listed: 700 }))).toEqual({ count: 100, final: false })
})

test('a page lists no more than 1024 chunks, and is cut when it has them', () => {
  expect(cutPage(state({ sealed: 100_000, listed: 98_977 }))).toBeUndefined()
  expect(cutPage(state({ sealed: 100_000, listed: 90_000 }))).toEqual({ count: 1024, final: false })
})

test('after a second, or a hundredth of the time so far, a page is cut whatever its size', () => {
  expect(cutPage(state({ sealed: 90, listed: 89, nowMs: 999 }))).toBeUndefined()
  expect(cutPage(state({ sealed: 90, listed: 89, nowMs: 1_000 }))).toEqual({ count: 1, final: false })
  const late = state({ sealed: 90, listed: 89, nowMs: 1_000_000, lastPageAt: 995_000 })
  expect(cutPage(late)).toBeUndefined()
  expect(pageDueAt(late)).toBe(1_005_000)
})

test('a short chunk ends its page at once', () => {
  expect(cutPage(state({ sealed: 90, listed: 80, short: 82 }))).toEqual({ count: 3, final: false })
})

test('what an earlier run left is listed at once', () => {
  expect(cutPage(state({ sealed: 90, listed: 89, left: true }))).toEqual({ count: 1, final: false })
})

test('the end makes a final page, after full ones if there is too much for one', () => {
  expect(cutPage(state({ sealed: 90, listed: 80, ended: true }))).toEqual({ count: 10, final: true })
  expect(cutPage(state({ sealed: 90, listed: 90, ended: true }))).toEqual({ count: 0, final: true })
  expect(cutPage(state({ sealed: 3000, listed: 0, ended: true }))).toEqual({ count: 1024, final: false })
  expect(cutPage(state({ ended: true }))).toEqual({ count: 0, final: true })
})

test('the largest payload fits the most pages there may be, even sealed in the smallest batches', () => {
  let listed = 0
  let pages = 0
  for (let sealed = 1; sealed <= MAX_CHUNKS; sealed++) {
    const cut = cutPage(state({ sealed, listed, ended: sealed === MAX_CHUNKS }))
    if (cut === undefined) continue
    listed += cut.count
    pages++
  }
  expect(listed).toBe(MAX_CHUNKS)
  expect(pages).toBeLessThan(MAX_PAGES / 8)
})
