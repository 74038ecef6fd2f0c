import type { ChunkNo } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import type { PageSummary } from '../pure/page.ts'
import { chunkCapacity } from '../pure/chunk-layout.ts'

/** A chunk in plain bytes. The newest page may end with a short chunk: then the true end is before `end`. */
export interface PlainPlace { readonly chunk: ChunkNo, readonly end: number }

/** Where plain bytes stand in a payload whose pages are still coming in. */
export interface PlainMap {
  add (page: PageSummary): void
  /** The chunk that holds a plain offset; undefined while its page is not known. */
  placeAt (offset: number): PlainPlace | undefined
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
    placeAt: (offset) => {
      const page = pages.findLast(({ kind, plainOffset = Infinity }) => kind === undefined && plainOffset <= offset)
      if (page?.plainOffset === undefined) return undefined
      const capacity = chunkCapacity(page.chunkBytes)
      const index = Math.floor((offset - page.plainOffset) / capacity)
      if (index >= page.count) return undefined
      const end = page.plainOffset + (index + 1) * capacity
      return { chunk: chunkNo(page.first + index), end: Math.min(end, pages[page.page + 1]?.plainOffset ?? end) }
    },
    pages: () => pages,
    size: () => pages.at(-1)?.size
  }
  for (const page of known) map.add(page)
  return map
}
