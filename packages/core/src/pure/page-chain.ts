/**
 * Whether a page continues the pages before it. A head vouches for all pages before the one it signs only because
 * every page is checked against its predecessor here.
 */
import { sameBytes } from './bytes.ts'
import { chunkCapacity } from './chunk-layout.ts'
import type { PageContent } from './page-codec.ts'
import type { PageSummary } from './page.ts'

/** The newest page that was verified. */
export interface LastPage { readonly summary: PageSummary, readonly digest: Uint8Array }

/** Whether `next` may follow `last` (undefined: nothing): number, link, chunk numbers, chunk size, not ended. */
export function pageFollows (last: LastPage | undefined, next: PageContent): boolean {
  if (last === undefined) return next.page === 0
  const { summary } = last
  return !summary.final &&
    next.page === summary.page + 1 &&
    next.previous !== null && sameBytes(next.previous, last.digest) &&
    next.chunkBytes === summary.chunkBytes &&
    beginsWhereLastEnded(summary, next)
}

/** Chunks go on without gaps; parity begins with stripe 0 once and then goes up, and no data follows it. */
function beginsWhereLastEnded (last: PageSummary, { kind, first }: PageContent): boolean {
  if (last.kind === 'parity') return kind === 'parity' && first > last.first
  return first === (kind === 'parity' ? 0 : last.first + last.count)
}

/**
 * Whether a page's plain offset and size fit its chunks and the page before: every chunk but a page's last is full,
 * and none is empty; a payload of no bytes has one page without chunks.
 */
export function offsetsFollow (last: PageSummary | undefined, next: PageSummary): boolean {
  const offset = next.plainOffset
  if (offset === undefined) return false
  if (last === undefined ? offset !== 0 : !fits(last, offset)) return false
  return next.size === undefined || fits(next, next.size)
}

/** Whether a page's chunks can end at plain byte `end`. */
function fits (page: PageSummary, end: number): boolean {
  if (page.plainOffset === undefined) return false
  const carried = end - page.plainOffset
  if (page.kind === 'parity' || page.count === 0) return carried === 0
  const capacity = chunkCapacity(page.chunkBytes)
  return carried > (page.count - 1) * capacity && carried <= page.count * capacity
}

