import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo } from '../ids.ts'
import { chunkCapacity, offsetsFollow, pageFollows, type PageContent, type PageSummary } from './index.ts'

const digest = new Uint8Array(32).fill(9)
const summary = { page: pageNo(3), first: chunkNo(10), count: 5, final: false, chunkBytes: 64 }
const plain = { need: 1, of: 1 }
const last = { summary, digest, scheme: plain, chunks: 15 }
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
  ])('not when %s', (_, change) => {
    expect(pageFollows(last, { ...next, ...change })).toBe(false)
  })

  test('no final page', () => {
    expect(pageFollows({ ...last, summary: { ...summary, final: true } }, next)).toBe(false)
  })

  describe('where there is parity, 4 of 6 over 15 chunks:', () => {
    const coded = { ...last, scheme: { need: 4, of: 6 } }
    const parity = (first: number, stripes: number, final = first + stripes === 4): PageContent =>
      ({ ...next, kind: 'parity', first: chunkNo(first), digests: new Uint8Array(stripes * 2 * 32), final })
    const listed = { kind: 'parity', first: chunkNo(0), count: 4 } as const
    const afterParity = { ...coded, summary: { ...summary, ...listed } }

    test('data and more data, none of it the end', () => {
      expect(pageFollows(coded, next)).toBe(true)
      expect(pageFollows(coded, { ...next, final: true })).toBe(false)
    })

    test('whole stripes of parity from the first one on, the last one being the end', () => {
      expect(pageFollows(coded, parity(0, 1))).toBe(true)
      expect(pageFollows(coded, parity(0, 4))).toBe(true)
      expect(pageFollows(coded, parity(0, 4, false))).toBe(false)
      expect(pageFollows(coded, parity(0, 3, true))).toBe(false)
      expect(pageFollows(coded, parity(0, 5, true))).toBe(false)
      expect(pageFollows(coded, parity(1, 1))).toBe(false)
      expect(pageFollows(coded, { ...parity(0, 1), digests: new Uint8Array(3 * 32) })).toBe(false)
      expect(pageFollows(coded, { ...parity(0, 1), digests: new Uint8Array(0) })).toBe(false)
    })

    test('parity after parity without gaps, and never data after it', () => {
      expect(pageFollows(afterParity, parity(2, 2))).toBe(true)
      expect(pageFollows(afterParity, parity(3, 1))).toBe(false)
      expect(pageFollows(afterParity, parity(1, 1))).toBe(false)
      expect(pageFollows(afterParity, next)).toBe(false)
    })

    test('no end on page 0 unless it lists nothing', () => {
      const policy = { madeAtMs: 0, receiptKeys: [], need: 4, of: 6 }
      const first: PageContent = { ...next, page: pageNo(0), previous: null, first: chunkNo(0), final: true, policy }
      expect(pageFollows(undefined, first)).toBe(false)
      expect(pageFollows(undefined, { ...first, final: false })).toBe(true)
      expect(pageFollows(undefined, { ...first, digests: new Uint8Array(0) })).toBe(true)
    })
  })

  test.each([plain, { need: 1, of: 5 }, { need: 3, of: 3 }])('no parity where there is none, %o', (scheme) => {
    const parity: PageContent = { ...next, kind: 'parity', first: chunkNo(0) }
    expect(pageFollows({ ...last, scheme }, parity)).toBe(false)
    expect(pageFollows({ ...last, scheme }, { ...parity, digests: new Uint8Array(0), final: true })).toBe(false)
    expect(pageFollows({ ...last, scheme }, { ...next, final: true })).toBe(true)
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
