import type { Random } from '@passel/core/machines'

/** A positive random quantity with what theory asks of it. Its unit is its user's; here mostly seconds. */
export interface Distribution {
  readonly mean: number
  /** E[X^2]: long periods weigh more, see meanResidual. */
  readonly secondMoment: number
  /** Share of values that are at most `value`. */
  cumulative (value: number): number
  sample (random: Random): number
  /**
   * What is left of a period that is going on in a random moment: who starts with it is in the steady state at once,
   * however heavy the tail.
   */
  sampleResidual (random: Random): number
}

/** Always the same. */
export function fixed (value: number): Distribution {
  return {
    mean: value,
    secondMoment: value ** 2,
    cumulative: at => at >= value ? 1 : 0,
    sample: () => value,
    sampleResidual: random => random.next() * value,
  }
}

/** Without memory: what is left is as long as the whole. */
export function exponential (mean: number): Distribution {
  const sample = (random: Random): number => -mean * Math.log(1 - random.next())
  return {
    mean,
    secondMoment: 2 * mean ** 2,
    cumulative: at => 1 - Math.exp(-at / mean),
    sample,
    sampleResidual: sample,
  }
}

/** A shape below 1 means that who has stayed long stays longer still. */
export function weibull (shape: number, scale: number): Distribution {
  const fraction = 1 / shape
  return {
    mean: scale * gamma(1 + fraction),
    secondMoment: scale ** 2 * gamma(1 + 2 * fraction),
    cumulative: at => 1 - Math.exp(-((at / scale) ** shape)),
    sample: random => scale * (-Math.log(1 - random.next())) ** fraction,
    // A period met at random is drawn with weight x f(x): there (x / scale)^shape is a gamma variable of 1 + 1/shape.
    sampleResidual: random => random.next() * scale * sampleGamma(1 + fraction, random) ** fraction,
  }
}

/** Weibull of a given mean. */
export function weibullOfMean (shape: number, mean: number): Distribution {
  return weibull(shape, mean / gamma(1 + 1 / shape))
}

/** `median` and the standard deviation of the logarithm. */
export function logNormal (median: number, sigma: number): Distribution {
  return {
    mean: median * Math.exp(sigma ** 2 / 2),
    secondMoment: median ** 2 * Math.exp(2 * sigma ** 2),
    cumulative: at => at <= 0 ? 0 : normalCumulative(Math.log(at / median) / sigma),
    sample: random => median * Math.exp(sigma * sampleNormal(random)),
    // Weighted with x it is log-normal again, its logarithm sigma^2 further up.
    sampleResidual: random => random.next() * median * Math.exp(sigma ** 2 + sigma * sampleNormal(random)),
  }
}

/** Log-normal with a quarter of its values below `lower` and a quarter above `upper`. */
export function logNormalOfQuartiles (lower: number, upper: number): Distribution & { readonly median: number } {
  const median = Math.sqrt(lower * upper)
  return { median, ...logNormal(median, Math.log(upper / lower) / (2 * NORMAL_QUARTILE)) }
}

/** Log-normal of a given mean. */
export function logNormalOfMean (mean: number, sigma: number): Distribution {
  return logNormal(mean / Math.exp(sigma ** 2 / 2), sigma)
}

/** Three quarters of a standard normal variable lie below it. */
const NORMAL_QUARTILE = 0.6744897501960817

/** Marsaglia's polar method; the second value is given up, so that a draw depends on nothing before it. */
function sampleNormal (random: Random): number {
  for (;;) {
    const x = random.between(-1, 1)
    const y = random.between(-1, 1)
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt(-2 * Math.log(square) / square)
  }
}

/** Marsaglia and Tsang 2000, for shapes of 1 and more. */
function sampleGamma (shape: number, random: Random): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = sampleNormal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random.next()) < x * x / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Lanczos' approximation, 14 digits. */
function gamma (x: number): number {
  const z = x - 1
  let sum = 0.99999999999980993
  for (const [index, term] of LANCZOS.entries()) sum += term / (z + index + 1)
  const base = z + LANCZOS.length - 0.5
  return Math.sqrt(2 * Math.PI) * base ** (z + 0.5) * Math.exp(-base) * sum
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7. */
function normalCumulative (z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const error = 1 - poly * Math.exp(-x * x)
  return z < 0 ? (1 - error) / 2 : (1 + error) / 2
}
