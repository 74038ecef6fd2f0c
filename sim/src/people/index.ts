/** Populations as they were measured: who is online when, and how fast their lines are. */
export { CONTINENTS, MEASURED_LINES, sampleLine } from './bandwidth.ts'
export type { Continent, Line } from './bandwidth.ts'
export { dayOf } from './day.ts'
export type { Day } from './day.ts'
export {
  exponential, fixed, logNormal, logNormalOfMean, logNormalOfQuartiles, weibull, weibullOfMean,
} from './distribution.ts'
export type { Distribution } from './distribution.ts'
export { drive } from './drive.ts'
export type { DriveOptions } from './drive.ts'
export { ALWAYS_ON, DESKTOPS, IPFS, OVERNET, PHONES, POPULATIONS, TABS, TORRENTS } from './populations.ts'
export type { Population } from './populations.ts'
export { stays } from './stays.ts'
export type { Stay, StaysOptions } from './stays.ts'
