import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo } from '../ids.ts'
import { decodePage, encodePage, openMeta, pageSummary, sealMeta, sha256, type PageContent } from './index.ts'

const metaKey = new Uint8Array(32).fill(7)
const bytes = (length: number, seed: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 255)

const forged: unknown = expect.objectContaining({ code: 'page-forged' })

function firstPage (count: number): PageContent {
  return {
    kind: 'data',
    page: pageNo(0),
    previous: null,
    first: chunkNo(0),
    chunkBytes: 262144,
    epoch: 0xdeadbeef,
    digests: bytes(32 * count, 1),
    meta: sealMeta(metaKey, 0xdeadbeef, 0, { plainOffset: 0 }),
    final: false,
    policy: { madeAtMs: 1_700_000_000_000, receiptKeys: [bytes(32, 2)], need: 1, of: 1, timeToLiveMs: 86_400_000 },
  }
}

describe('a page', () => {
  test('comes back as it was written', () => {
    expect(decodePage(encodePage(firstPage(3)))).toEqual(firstPage(3))
  })

  test('of 1024 chunks and 256 receipt keys fits the tail of one frame', () => {
    const receiptKeys = Array.from({ length: 256 }, (_, i) => bytes(32, i))
    const policy = { madeAtMs: 2 ** 45, receiptKeys, need: 16, of: 255 }
    expect(encodePage({ ...firstPage(1024), policy }).length).toBeLessThanOrEqual(65536)
  })

  test('tells a reader offset and size, and others neither', () => {
    const previous = sha256(encodePage(firstPage(3)))
    const { policy: _, ...first } = firstPage(2)
    const last: PageContent = {
      ...first,
      page: pageNo(1),
      previous,
      first: chunkNo(3),
      final: true,
      meta: sealMeta(metaKey, 0xdeadbeef, 1, { plainOffset: 700_000, size: 900_000 }),
    }
    const page = decodePage(encodePage(last))
    expect(pageSummary(page, openMeta(metaKey, page.epoch, page.page, page.meta)))
      .toEqual({ page: 1, first: 3, count: 2, final: true, chunkBytes: 262144, plainOffset: 700_000, size: 900_000 })
    expect(pageSummary(page)).toEqual({ page: 1, first: 3, count: 2, final: true, chunkBytes: 262144 })
  })

  test('behind page 0 has no policy, and page 0 has one', () => {
    const { policy, ...rest } = firstPage(1)
    const second = { ...rest, page: pageNo(1), previous: bytes(32, 0), first: chunkNo(1) }
    expect(decodePage(encodePage(second))).toEqual(second)
    expect(() => encodePage(rest)).toThrow(forged)
    expect(() => encodePage({ ...second, ...(policy && { policy }) })).toThrow(forged)
  })

  test('ends at the last chunk of the largest payload', () => {
    const { policy: _, ...rest } = firstPage(2)
    const late = { ...rest, page: pageNo(4095), previous: bytes(32, 0), first: chunkNo(2 ** 18 - 2) }
    expect(decodePage(encodePage(late))).toEqual(late)
    expect(() => encodePage({ ...late, first: chunkNo(2 ** 18 - 1) })).toThrow(forged)
    expect(() => encodePage({ ...late, page: pageNo(4096) })).toThrow(forged)
  })

  test.each<[string, Partial<PageContent>]>([
    ['without chunks before the end', { digests: new Uint8Array(0) }],
    ['with more than 1024 chunks', { digests: bytes(32 * 1025, 0) }],
    ['that begins elsewhere than at chunk 0', { first: chunkNo(1) }],
    ['with a link to a page before page 0', { previous: bytes(32, 0) }],
    ['with chunks larger than the engine keeps', { chunkBytes: 262145 }],
    ['that is final without a size', { final: true }],
  ])('%s is refused', (_, change) => {
    expect(() => encodePage({ ...firstPage(1), ...change })).toThrow(forged)
  })

  test('with meta of another page or epoch does not open', () => {
    const sealed = sealMeta(metaKey, 1, 2, { plainOffset: 3 })
    for (const [epoch, page] of [[1, 3], [2, 2]] as const) {
      expect(() => openMeta(metaKey, epoch, page, sealed)).toThrow(forged)
    }
  })
})
