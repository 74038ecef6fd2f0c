import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo } from '../ids.ts'
import { chunkCapacity } from '../pure/chunk-layout.ts'
import type { PageSummary } from '../pure/page.ts'
import { createPlainMap } from './plain-map.ts'

const FULL = chunkCapacity(64)

/** Three full chunks; two chunks of which the second was flushed 10 bytes short; one last chunk of 5 bytes. */
const pages: readonly PageSummary[] = [
  { page: pageNo(0), first: chunkNo(0), count: 3, final: false, chunkBytes: 64, plainOffset: 0 },
  { page: pageNo(1), first: chunkNo(3), count: 2, final: false, chunkBytes: 64, plainOffset: 3 * FULL },
  {
    page: pageNo(2), first: chunkNo(5), count: 1, final: true, chunkBytes: 64, plainOffset: 5 * FULL - 10,
    size: 5 * FULL - 5
  }
]

describe('a plain offset', () => {
  test('lies in the chunk that a division gives, inside its page', () => {
    const map = createPlainMap(pages)
    expect(map.placeAt(0)).toEqual({ chunk: 0, end: FULL })
    expect(map.placeAt(FULL - 1)).toEqual({ chunk: 0, end: FULL })
    expect(map.placeAt(FULL)).toEqual({ chunk: 1, end: 2 * FULL })
    expect(map.placeAt(3 * FULL)).toEqual({ chunk: 3, end: 4 * FULL })
  })

  test('lies in the next page where the last chunk of a page was flushed short', () => {
    const map = createPlainMap(pages)
    expect(map.placeAt(5 * FULL - 11)).toEqual({ chunk: 4, end: 5 * FULL - 10 })
    expect(map.placeAt(5 * FULL - 10)?.chunk).toBe(5)
  })

  test('has no place before its page is known', () => {
    const map = createPlainMap(pages.slice(0, 1))
    expect(map.placeAt(3 * FULL - 1)?.chunk).toBe(2)
    expect(map.placeAt(3 * FULL)).toBeUndefined()
    expect(createPlainMap([]).placeAt(0)).toBeUndefined()
  })

  test('has no place for who cannot open the pages', () => {
    const map = createPlainMap([{ page: pageNo(0), first: chunkNo(0), count: 3, final: false, chunkBytes: 64 }])
    expect(map.placeAt(0)).toBeUndefined()
  })

  test('is never in a parity page', () => {
    const parity: PageSummary = { ...pages[2]!, kind: 'parity', first: chunkNo(0), size: 5 * FULL - 10 }
    const { plainOffset: _unknown, ...sealed } = parity
    for (const page of [parity, sealed]) {
      const map = createPlainMap([pages[0]!, pages[1]!, page])
      expect(map.placeAt(4 * FULL)?.chunk).toBe(4)
    }
    const whole = createPlainMap([pages[0]!, { ...parity, page: pageNo(1), plainOffset: 3 * FULL, size: 3 * FULL }])
    expect(whole.placeAt(3 * FULL)).toBeUndefined()
  })
})

describe('pages', () => {
  test('are taken in order, each once', () => {
    const map = createPlainMap([])
    for (const page of [pages[1]!, pages[0]!, pages[0]!, pages[2]!, pages[1]!]) map.add(page)
    expect(map.pages()).toEqual(pages.slice(0, 2))
  })

  test('tell the size with the final one, and not before', () => {
    const map = createPlainMap(pages.slice(0, 2))
    expect(map.size()).toBeUndefined()
    map.add(pages[2]!)
    expect(map.size()).toBe(5 * FULL - 5)
  })

  test('of an empty payload say so', () => {
    const map = createPlainMap([
      { page: pageNo(0), first: chunkNo(0), count: 0, final: true, chunkBytes: 64, plainOffset: 0, size: 0 }
    ])
    expect(map.size()).toBe(0)
    expect(map.placeAt(0)).toBeUndefined()
  })
})
