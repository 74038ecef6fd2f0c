import type { ChunkNo } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import type { PageSummary } from '../pure/page.ts'
import { chunkCapacity } from '../pure/chunk-layout.ts'

/** Where plain bytes stand in a payload whose pages are still coming in. */
export interface PlainMap {
  add (page: PageSummary): void
  /** The chunk that holds a plain offset; undefined while its page is not known. */
  chunkAt (offset: number): ChunkNo | undefined
  /** Pages known; a data page's number is its place. */
  pages (): readonly PageSummary[]
  /** True size, once the final page is known. */
  size (): number | undefined
}

/** Pages come in order; only the last chunk of a page may be short, so offsets inside a page are a division. */
export function createPlainMap (known: readonly PageSummary[]): PlainMap {
  const pages: PageSummary[] = []
  const map: PlainMap = {
    add: (page) => { if (page.page === pages.length) pages.push(page) },
    chunkAt: (offset) => {
      const next = pages.findIndex((page) => (page.plainOffset ?? 0) > offset)
      const page = next === -1 ? pages.at(-1) : pages[next - 1]
      if (page?.plainOffset === undefined) return undefined
      const index = Math.floor((offset - page.plainOffset) / chunkCapacity(page.chunkBytes))
      return index < page.count ? chunkNo(page.first + index) : undefined
    },
    pages: () => pages,
    size: () => pages.at(-1)?.size
  }
  for (const page of known) map.add(page)
  return map
}
