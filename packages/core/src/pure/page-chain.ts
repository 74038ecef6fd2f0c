/**
 * Whether a page continues the pages before it. A head vouches for all pages before the one it signs only because
 * every page is checked against its predecessor here.
 */
import { sameBytes } from './bytes.ts'
import { chunkCapacity } from './chunk-layout.ts'
import { pageCount, type PageContent } from './page-codec.ts'
import type { PageSummary } from './page.ts'
import { parityRows, PLAIN_SCHEME, stripeCount, type Scheme } from './stripes.ts'

/** The newest page that was verified. */
export interface LastPage {
  readonly summary: PageSummary
  readonly digest: Uint8Array
  /** Of page 0. */
  readonly scheme: Scheme
  /** Data chunks on this page and all before it. */
  readonly chunks: number
}

/** Whether `next` may follow `last` (undefined: nothing): number, link, chunk numbers, chunk size, not ended. */
export function pageFollows (last: LastPage | undefined, next: PageContent): boolean {
  if (last === undefined) return next.page === 0 && endsRightly(next, pageCount(next), next.policy ?? PLAIN_SCHEME)
  const { summary, scheme, chunks } = last
  return !summary.final &&
    next.page === summary.page + 1 &&
    next.previous !== null && sameBytes(next.previous, last.digest) &&
    next.chunkBytes === summary.chunkBytes &&
    next.first === expectedFirst(last, next) &&
    endsRightly(next, next.kind === 'data' ? chunks + pageCount(next) : chunks, scheme)
}

/** Chunks go on without gaps; parity begins with stripe 0, goes on without gaps, and no data follows it. */
function expectedFirst ({ summary: { kind, first, count }, scheme }: LastPage, next: PageContent): number | undefined {
  if (kind === 'parity') return next.kind === 'parity' ? first + count / parityRows(scheme) : undefined
  return next.kind === 'parity' ? 0 : first + count
}

/** Parity pages list whole stripes; the one with the last stripe is final, and where there is parity no other. */
function endsRightly (next: PageContent, chunks: number, scheme: Scheme): boolean {
  const rows = parityRows(scheme)
  if (next.kind === 'data') return !next.final || rows === 0 || chunks === 0
  const listed = pageCount(next) / rows
  const end = next.first + listed
  const stripes = stripeCount(chunks, scheme)
  return listed > 0 && Number.isInteger(listed) && end <= stripes && next.final === (end === stripes)
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

