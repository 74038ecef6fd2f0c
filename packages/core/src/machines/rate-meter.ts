/** Bytes a second over the recent past; older bytes count less and less. Driven by the caller's clock alone. */
export interface RateMeter {
  add (bytes: number, nowMs: number): void
  perSecond (nowMs: number): number
}

/** Until it is that old a meter divides by it: one early slice is no rate. */
const MIN_AGE_MS = 200

/** Creates a meter that halves what it knows about every 0.7 `tauMs`. */
export function createRateMeter (tauMs: number): RateMeter {
  let sum = 0
  let at = 0
  let bornAt = -1

  return {
    add (bytes, nowMs) {
      if (bornAt < 0) {
        bornAt = nowMs
        at = nowMs
      }
      if (nowMs > at) {
        sum *= Math.exp((at - nowMs) / tauMs)
        at = nowMs
      }
      sum += bytes
    },
    perSecond (nowMs) {
      if (bornAt < 0) return 0
      const decay = nowMs > at ? Math.exp((at - nowMs) / tauMs) : 1
      const age = Math.max(MIN_AGE_MS, nowMs - bornAt)
      return sum * decay * 1000 / (tauMs * (1 - Math.exp(-age / tauMs)))
    },
  }
}
