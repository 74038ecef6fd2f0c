import type { Random } from './random.ts'

export interface BackOffOptions {
  /** Milliseconds before the second try. */
  readonly firstMs: number
  /** Milliseconds that no wait exceeds. */
  readonly maxMs: number
  /** The first try comes at once instead of after `firstMs`. */
  readonly firstAtOnce?: boolean
}

/** Waits that double with each failure, up to a most, drawn from their upper half so that peers do not move in step. */
export interface BackOff {
  /** Counts a failure and gives the milliseconds to wait before the next try. */
  next (random: Random): number
  reset (): void
  readonly failures: number
}

interface Counted extends BackOff { failures: number, readonly options: BackOffOptions }

/** Creates a back-off that has seen no failure. Members have two each: all share their functions. */
export function createBackOff (options: BackOffOptions): BackOff {
  const backOff: Counted = { failures: 0, options, next, reset }
  return backOff
}

function next (this: BackOff, random: Random): number {
  const backOff = this as Counted
  const { firstMs, maxMs, firstAtOnce = false } = backOff.options
  backOff.failures++
  const doublings = backOff.failures - (firstAtOnce ? 2 : 1)
  if (doublings < 0) return 0
  // Past 2^30 every wait is at its most, and the power would leave the exact integers.
  const wait = Math.min(maxMs, firstMs * 2 ** Math.min(doublings, 30))
  return wait * random.between(0.5, 1)
}

function reset (this: BackOff): void {
  (this as Counted).failures = 0
}
