export interface TokenBucketOptions {
  /** Tokens it holds at most, and at first. */
  readonly capacity: number
  /** Tokens that come back each second. */
  readonly perSecond: number
}

/** Lets `capacity` through at once and `perSecond` in the long run. Driven by the caller's clock alone. */
export interface TokenBucket {
  /** Takes `count` tokens if they are there. */
  take (count: number, nowMs: number): boolean
  /** Takes `count` tokens even below zero: for what has left already. */
  force (count: number, nowMs: number): void
  /** Gives back `count` tokens that were taken for nothing, up to the capacity. */
  give (count: number, nowMs: number): void
  /** Tokens there are now; negative while in debt. */
  level (nowMs: number): number
  /** Monotonic ms at which `count` tokens are there; Infinity when they never are. */
  readyAt (count: number, nowMs: number): number
  /** Changes what it lets through; what it holds stays, cut to the new capacity. */
  configure (options: TokenBucketOptions, nowMs: number): void
}

/** Creates a full bucket. */
export function createTokenBucket (options: TokenBucketOptions, bornMs: number): TokenBucket {
  let { capacity, perSecond } = options
  let tokens = capacity
  let filledAt = bornMs

  function fill (nowMs: number): void {
    // A clock that went back gives nothing, and takes nothing either.
    if (nowMs <= filledAt) return
    tokens = Math.min(capacity, tokens + (nowMs - filledAt) * perSecond / 1000)
    filledAt = nowMs
  }

  /** A microsecond's worth: a caller woken exactly at `readyAt` must not miss by a rounding error and spin. */
  const slack = (): number => 1e-6 + perSecond * 1e-6

  return {
    take (count, nowMs) {
      fill(nowMs)
      if (tokens + slack() < count) return false
      tokens -= count
      return true
    },
    force (count, nowMs) {
      fill(nowMs)
      tokens -= count
    },
    give (count, nowMs) {
      fill(nowMs)
      tokens = Math.min(capacity, tokens + count)
    },
    level (nowMs) {
      fill(nowMs)
      return tokens
    },
    readyAt (count, nowMs) {
      fill(nowMs)
      if (tokens + slack() >= count) return nowMs
      if (count > capacity || perSecond <= 0) return Infinity
      return filledAt + (count - tokens) * 1000 / perSecond
    },
    configure (next, nowMs) {
      fill(nowMs)
      capacity = next.capacity
      perSecond = next.perSecond
      tokens = Math.min(tokens, capacity)
    },
  }
}
