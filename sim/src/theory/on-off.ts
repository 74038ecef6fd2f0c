/** Share of time spent on, for a member whose times on and off alternate (renewal reward). */
export function onShare (meanOn: number, meanOff: number): number {
  return meanOn / (meanOn + meanOff)
}

/**
 * Mean time that a period still lasts when it is looked at in a random moment: E[X^2] / (2 E[X]). Long periods are met
 * more often, so with a heavy tail this is far more than half the mean, and even more than the mean.
 */
export function meanResidual (mean: number, secondMoment: number): number {
  return secondMoment / (2 * mean)
}
