/**
 * Chance that at least `need` of `of` holders are online, each by itself with probability `p`: the binomial's upper
 * tail, summed from the smallest term up, so that tails of 1e-12 keep their digits.
 */
export function availability (need: number, of: number, p: number): number {
  return availabilityOfEach(need, Array.from({ length: of }, () => p))
}

/**
 * The same for holders that differ (the Poisson binomial), by dynamic programming over holders: after each,
 * `online[i]` is the chance that exactly `i` of those looked at are online.
 */
export function availabilityOfEach (need: number, each: readonly number[]): number {
  if (need <= 0) return 1
  const online = [1]
  for (const p of each) {
    online.push(0)
    for (let count = online.length - 1; count > 0; count--) {
      online[count] = online[count]! * (1 - p) + online[count - 1]! * p
    }
    online[0] = online[0]! * (1 - p)
  }
  let sum = 0
  for (let count = online.length - 1; count >= need; count--) sum += online[count]!
  return Math.min(1, sum)
}

/** Whole copies until one of them is online with probability `wanted`: ceil(ln(1 - wanted) / ln(1 - p)). */
export function copiesNeeded (wanted: number, p: number): number {
  // A hair below: 1 - 0.9 is a little less than 0.1, and exact powers must not cost one copy more.
  return Math.ceil(Math.log(1 - wanted) / Math.log(1 - p) - 1e-9)
}

/** How many of how many: `need: 1` is whole copies, more is coding. */
export interface Scheme {
  readonly need: number
  readonly of: number
}

/** Schemes and shares of time online whose availability is looked up again and again. */
export const SCHEMES: readonly Scheme[] = [
  { need: 1, of: 5 }, { need: 1, of: 10 }, { need: 1, of: 20 },
  { need: 4, of: 8 }, { need: 8, of: 16 }, { need: 5, of: 20 }, { need: 10, of: 50 },
]

/** 0.0244 is a phone, 0.3 a desktop in Overnet (people/populations.ts); the others lie between and above. */
export const ONLINE_SHARES: readonly number[] = [0.0244, 0.1, 0.3, 0.5, 0.9]
