import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo } from '../ids.ts'
import { chunkCapacity, offsetsFollow, pageFollows, type PageContent, type PageSummary } from './index.ts'

const digest = new Uint8Array(32).fill(9)
const summary = { page: pageNo(3), first: chunkNo(10), count: 5, final: false, chunkBytes: 64 }
const last = { summary, digest }
const next: PageContent = {
  kind: 'data',
  page: pageNo(4),
  previous: digest,
  first: chunkNo(15),
  chunkBytes: 64,
  epoch: 1,
  digests: new Uint8Array(32),
  meta: new Uint8Array(24),
  final: false,
}

describe('a page follows', () => {
  test('the page it links to, and page 0 nothing', () => {
    expect(pageFollows(last, next)).toBe(true)
    expect(pageFollows(undefined, next)).toBe(false)
    expect(pageFollows(undefined, { ...next, page: pageNo(0), previous: null })).toBe(true)
  })

  test.each<[string, Partial<PageContent>]>([
    ['a page is left out', { page: pageNo(5) }],
    ['it links elsewhere', { previous: new Uint8Array(32) }],
    ['chunks are left out', { first: chunkNo(16) }],
    ['chunks are listed twice', { first: chunkNo(14) }],
    ['chunks have another size', { chunkBytes: 65 }],
    ['parity does not begin with stripe 0', { kind: 'parity', first: chunkNo(15) }],
  ])('not when %s', (_, change) => {
    expect(pageFollows(last, { ...next, ...change })).toBe(false)
  })

  test('no final page', () => {
    expect(pageFollows({ summary: { ...summary, final: true }, digest }, next)).toBe(false)
  })

  test('with parity after data, and never with data after parity', () => {
    const parity: PageContent = { ...next, kind: 'parity', first: chunkNo(0) }
    expect(pageFollows(last, parity)).toBe(true)
    const afterParity = { summary: { ...summary, kind: 'parity' as const, first: chunkNo(0) }, digest }
    expect(pageFollows(afterParity, next)).toBe(false)
    expect(pageFollows(afterParity, { ...parity, first: chunkNo(4) })).toBe(true)
  })
})

describe('offsets follow', () => {
  const capacity = chunkCapacity(64)
  const read = { ...summary, plainOffset: 1000 }
  const after = (plainOffset: number, more: Partial<PageSummary> = {}): PageSummary =>
    ({ ...summary, page: pageNo(4), first: chunkNo(15), count: 1, plainOffset, ...more })

  test('when all chunks but the last of a page are full', () => {
    expect(offsetsFollow(read, after(1000 + 5 * capacity))).toBe(true)
    expect(offsetsFollow(read, after(1000 + 4 * capacity + 1))).toBe(true)
    expect(offsetsFollow(read, after(1000 + 4 * capacity))).toBe(false)
    expect(offsetsFollow(read, after(1000 + 5 * capacity + 1))).toBe(false)
  })

  test('when the size ends in the last chunk', () => {
    const start = 1000 + 5 * capacity
    expect(offsetsFollow(read, after(start, { final: true, size: start + 1 }))).toBe(true)
    expect(offsetsFollow(read, after(start, { final: true, size: start }))).toBe(false)
    expect(offsetsFollow(read, after(start, { final: true, size: start + capacity + 1 }))).toBe(false)
  })

  test('for a payload of no bytes, which has one page without chunks', () => {
    const empty = { ...summary, page: pageNo(0), first: chunkNo(0), count: 0, final: true, plainOffset: 0, size: 0 }
    expect(offsetsFollow(undefined, empty)).toBe(true)
    expect(offsetsFollow(undefined, { ...empty, size: 1 })).toBe(false)
  })

  test('for nobody who cannot read', () => {
    expect(offsetsFollow(undefined, summary)).toBe(false)
  })
})
