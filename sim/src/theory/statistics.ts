/** Arithmetic mean; NaN of nothing. */
export function mean (values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Standard error of a mean of independent values. */
export function standardError (values: readonly number[]): number {
  const middle = mean(values)
  let squares = 0
  for (const value of values) squares += (value - middle) ** 2
  return Math.sqrt(squares / (values.length - 1) / values.length)
}

/**
 * Standard error of a share counted over `count` independent trials whose true share is `share`; never below that of
 * half a trial, so that a share of nearly 0 or 1 does not make one stray trial look like a miracle.
 */
export function shareError (share: number, count: number): number {
  return Math.max(Math.sqrt(share * (1 - share) / count), 0.5 / count)
}

/**
 * Largest distance between what was drawn and what should have been (Kolmogorov-Smirnov), in units of the distance that
 * only one honest sample in a thousand passes: above 1 the sampler is wrong.
 */
export function distanceOfSamples (sorted: readonly number[], cumulative: (value: number) => number): number {
  let largest = 0
  for (const [index, value] of sorted.entries()) {
    const share = cumulative(value)
    largest = Math.max(largest, share - index / sorted.length, (index + 1) / sorted.length - share)
  }
  return largest * Math.sqrt(sorted.length) / 1.95
}
