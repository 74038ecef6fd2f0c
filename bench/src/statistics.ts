/** What is said about repeated runs. */
export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly runs: number
}

/** Median with the extremes; throws `RangeError` when there is nothing to summarise. */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  const upper = sorted[Math.ceil((sorted.length - 1) / 2)]
  const min = sorted[0]
  const max = sorted[sorted.length - 1]
  if (lower === undefined || upper === undefined || min === undefined || max === undefined) {
    throw new RangeError('cannot summarise an empty list of runs')
  }
  return { median: (lower + upper) / 2, min, max, runs: sorted.length }
}

/** Quotients of runs made next to each other, so that a machine that slows down slows both. */
export function pairedRatios(ours: readonly number[], reference: readonly number[]): number[] {
  if (ours.length !== reference.length) throw new RangeError('paired runs must be equally many')
  return ours.map((value, round) => value / (reference[round] as number))
}

/** The larger value of each round: the stronger of two references. */
export function strongest(sides: readonly (readonly number[])[]): number[] {
  const [first, ...others] = sides
  if (first === undefined) throw new RangeError('no side to choose from')
  return first.map((value, round) => Math.max(value, ...others.map((side) => side[round] as number)))
}
