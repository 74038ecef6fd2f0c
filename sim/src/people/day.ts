/** How busy each hour of the day is, beginning at midnight local time; the mean is 1. */
export type Day = readonly number[]

const HOUR_SECONDS = 3600
const DAY_SECONDS = 24 * HOUR_SECONDS

/** Weights of any size to a day whose mean is 1. */
export function dayOf (weights: readonly number[]): Day {
  let sum = 0
  for (const weight of weights) sum += weight
  return weights.map(weight => weight * weights.length / sum)
}

/**
 * When so much activity has passed since `fromSeconds`: a second of a busy hour counts for more. An exponential wait
 * drawn in activity and turned into time by this is a Poisson process that is denser in busy hours.
 */
export function afterActivity (day: Day, fromSeconds: number, activitySeconds: number): number {
  // Whole days first: each holds exactly its own length.
  const days = Math.floor(activitySeconds / DAY_SECONDS)
  let left = activitySeconds - days * DAY_SECONDS
  let at = fromSeconds + days * DAY_SECONDS
  for (;;) {
    const hour = Math.floor(at / HOUR_SECONDS)
    const weight = day[((hour % day.length) + day.length) % day.length]!
    const hourLeft = (hour + 1) * HOUR_SECONDS - at
    if (weight > 0 && left <= hourLeft * weight) return at + left / weight
    left -= hourLeft * weight
    at = (hour + 1) * HOUR_SECONDS
  }
}
