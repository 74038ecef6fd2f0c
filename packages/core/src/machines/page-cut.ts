import { MAX_PAGE_CHUNKS } from '../limits.ts'

/** What decides whether the sealed chunks that no page lists yet make a page now. */
export interface CutState {
  /** Chunks sealed, and how many of them pages list. */
  readonly sealed: number
  readonly listed: number
  /** First unlisted chunk that was flushed short; -1 when all are full. */
  readonly short: number
  /** The source has ended. */
  readonly ended: boolean
  /** Pages of parity follow those of data. */
  readonly coded: boolean
  /** Something unlisted was left by an earlier run. */
  readonly left: boolean
  /** Monotonic ms. */
  readonly nowMs: number
  readonly startedAt: number
  readonly lastPageAt: number
}

export interface Cut { readonly count: number, readonly final: boolean }

/** Milliseconds between pages at least; later a hundredth of the time so far, so that pages stay few. */
const MIN_PAGE_MS = 1_000
const PAGE_TIME_SHARE = 0.01
/** Part of what is sealed that makes a page: their number grows with the logarithm of the size. */
const PAGE_SHARE = 1 / 8

/** Monotonic ms at which what is unlisted becomes a page whatever its size. */
export function pageDueAt (state: CutState): number {
  return state.lastPageAt + Math.max(MIN_PAGE_MS, (state.nowMs - state.startedAt) * PAGE_TIME_SHARE)
}

/**
 * The page to sign now, if any. The first chunk makes one alone, so that a receiver can begin; a short chunk always
 * ends its page, so that readers know its length.
 */
export function cutPage (state: CutState): Cut | undefined {
  const unlisted = state.sealed - state.listed
  const count = Math.min(unlisted, MAX_PAGE_CHUNKS, state.short < 0 ? Infinity : state.short + 1 - state.listed)
  const last = state.ended && count === Math.max(0, unlisted)
  if (last && !(state.coded && state.sealed > 0)) return { count, final: true }
  if (count <= 0) return undefined
  const enough = Math.min(MAX_PAGE_CHUNKS, Math.max(1, Math.floor(state.sealed * PAGE_SHARE)))
  const due = state.ended || state.left || state.listed === 0 || state.short >= 0 ||
    unlisted >= enough || state.nowMs >= pageDueAt(state)
  return due ? { count, final: false } : undefined
}

/** Stripes of which the parity is sealed, and how many of them pages list. */
export interface ParityCutState {
  readonly sealed: number
  readonly listed: number
  /** All of the payload. */
  readonly stripes: number
  /** Parity chunks of a stripe. */
  readonly rows: number
}

/** Stripes whose parity one page lists: a page has whole stripes. */
export function stripesOnPage (rows: number): number {
  return Math.floor(MAX_PAGE_CHUNKS / rows)
}

/** The page of parity to sign now, if any: full ones, and what is left at the end. */
export function cutParity ({ sealed, listed, stripes, rows }: ParityCutState): Cut | undefined {
  const most = stripesOnPage(rows)
  const count = Math.min(sealed - listed, most)
  if (count <= 0 || (count < most && sealed < stripes)) return undefined
  return { count: count * rows, final: listed + count === stripes }
}
