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

/** Creates a back-off that has seen no failure. */
export function createBackOff ({ firstMs, maxMs, firstAtOnce = false }: BackOffOptions): BackOff {
  const backOff = {
    failures: 0,
    next (random: Random): number {
      backOff.failures++
      const doublings = backOff.failures - (firstAtOnce ? 2 : 1)
      if (doublings < 0) return 0
      // Past 2^30 every wait is at its most, and the power would leave the exact integers.
      const wait = Math.min(maxMs, firstMs * 2 ** Math.min(doublings, 30))
      return wait * random.between(0.5, 1)
    },
    reset (): void { backOff.failures = 0 },
  }
  return backOff
}
