import type { Random } from '@passel/core/machines'
import { logNormalOfQuartiles } from './distribution.ts'

export type Continent = 'north-america' | 'europe' | 'south-america' | 'asia' | 'oceania' | 'africa'

/** Mbit/s, as measured at people's own lines. */
interface Measured {
  readonly meanDown: number
  readonly meanUp: number
  /** A quarter of lines is slower than the first, a quarter faster than the second. */
  readonly quartilesDown: readonly [number, number]
}

/** M-Lab, NDT measurements by continent. Oceania's mean lies above its upper quartile: a few very fast lines. */
export const MEASURED_LINES: Readonly<Record<Continent, Measured>> = {
  'north-america': { meanDown: 107, meanUp: 68, quartilesDown: [58, 137] },
  'europe': { meanDown: 93, meanUp: 56, quartilesDown: [49, 119] },
  'south-america': { meanDown: 54, meanUp: 33, quartilesDown: [21, 72] },
  'asia': { meanDown: 53, meanUp: 37, quartilesDown: [23, 71] },
  'oceania': { meanDown: 108, meanUp: 50, quartilesDown: [44, 84] },
  'africa': { meanDown: 26, meanUp: 17, quartilesDown: [12, 33] },
}

export const CONTINENTS = Object.keys(MEASURED_LINES) as Continent[]

/** A line in bytes a second, as a world's peer takes it. */
export interface Line {
  readonly up: number
  readonly down: number
}

const BYTES_PER_MBIT = 125_000

/**
 * A line on a continent: the downlink log-normal through the published quartiles, the uplink the same share of it for
 * everybody, that of the published means (a fast line is fast both ways; how loosely was not published).
 */
export function sampleLine (continent: Continent, random: Random): Line {
  const { meanDown, meanUp, quartilesDown } = MEASURED_LINES[continent]
  const down = logNormalOfQuartiles(...quartilesDown).sample(random) * BYTES_PER_MBIT
  return { up: down * meanUp / meanDown, down }
}
