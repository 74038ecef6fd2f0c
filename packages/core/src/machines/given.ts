/** How often each chunk of a payload left for a member: what was given the least comes first. */
export interface Given {
  times (chunk: number): number
  again (chunk: number): void
}

const MOST = 65_535

/** Creates counts of zero. */
export function createGiven (): Given {
  let counts = new Uint16Array(64)
  return {
    times: (chunk) => counts[chunk] ?? 0,
    again (chunk) {
      if (chunk >= counts.length) {
        const larger = new Uint16Array(Math.max(chunk + 1, counts.length * 2))
        larger.set(counts)
        counts = larger
      }
      counts[chunk] = Math.min(MOST, counts[chunk]! + 1)
    },
  }
}
