/** Formulas that the lab is held against; each names where it comes from. */
export { availability, availabilityOfEach, copiesNeeded, ONLINE_SHARES, SCHEMES } from './availability.ts'
export type { Scheme } from './availability.ts'
export { meanResidual, onShare } from './on-off.ts'
export { leastSeconds, openSwarmSeconds, sourceAloneSeconds } from './swarm.ts'
export type { Distribution, OpenSwarm } from './swarm.ts'
export { meanWaitSeconds } from './queue.ts'
export { distanceOfSamples, mean, shareError, standardError } from './statistics.ts'
