import { describe, expect, test } from 'vitest'
import type { BundleEntry } from './entry.ts'
import { coverIds } from './select-ids.ts'
import { selectRecent, selectSpan } from './select.ts'

function entry (fromMs: number, toMs: number, bytes = 100, count = 10): BundleEntry {
  return { fromMs, toMs, bytes, count, plainBytes: bytes, reference: {} as BundleEntry['reference'] }
}

const days = [entry(0, 9), entry(10, 19), entry(20, 29), entry(30, 39)]

describe('a time span', () => {
  test('selects what overlaps it, oldest first, whatever the order of publication', () => {
    const late = entry(5, 25)
    expect(selectSpan([...days, late], { fromMs: 19, toMs: 21 })).toEqual([late, days[1], days[2]])
  })

  test('of a gap selects nothing', () => {
    expect(selectSpan([entry(0, 9), entry(20, 29)], { fromMs: 10, toMs: 19 })).toEqual([])
  })
})

describe('a budget', () => {
  test('takes the newest that fit, oldest first', () => {
    expect(selectRecent(days, { bytes: 250 })).toEqual(days.slice(2))
    expect(selectRecent(days, { messages: 30 })).toEqual(days.slice(1))
    expect(selectRecent(days, { fromMs: 29 })).toEqual(days.slice(2))
    expect(selectRecent(days, {})).toEqual(days)
  })

  test('below the newest bundle still takes that one', () => {
    expect(selectRecent(days, { bytes: 1 })).toEqual(days.slice(3))
    expect(selectRecent([], { bytes: 1 })).toEqual([])
  })
})

describe('missing ids', () => {
  test('are covered by few bundles', () => {
    expect(coverIds([[1], [1, 2], [3, 4], [4]])).toEqual([1, 4])
  })

  test('that filters see in a wrong place too are looked for where most of the others are', () => {
    const clustered = Array.from({ length: 50 }, (_, i) => i % 10 === 0 ? [7, 20 + i] : [7])
    expect(coverIds(clustered)).toEqual([7])
  })

  test('that nobody has choose nothing', () => {
    expect(coverIds([[], []])).toEqual([])
  })
})
