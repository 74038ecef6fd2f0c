import type { Metric, Statistic } from './results.ts'

/** The value below which a share of the sorted values lies, straight lines between them; NaN of none. */
export function quantile (sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return NaN
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!]
  return low + (high - low) * (at - below)
}

/** Half the width of the 95 % interval of a mean: 1.96 standard errors, which is close from 30 values on. */
const CI95_ERRORS = 1.96

/** Describes a sample. */
export function summarize (name: string, unit: string, values: readonly number[]): Metric {
  const sorted = values.toSorted((a, b) => a - b)
  const n = sorted.length
  const mean = n === 0 ? NaN : sorted.reduce((sum, value) => sum + value, 0) / n
  const variance = n < 2 ? 0 : sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  const half = n < 2 ? 0 : CI95_ERRORS * Math.sqrt(variance / n)
  const at = (share: number): number => quantile(sorted, share)
  return {
    name, unit, n, mean, min: at(0), p5: at(0.05), p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1),
    ci95: [mean - half, mean + half],
  }
}

/** One number of a metric. */
export const statisticOf = (metric: Metric, statistic: Statistic): number => metric[statistic]
