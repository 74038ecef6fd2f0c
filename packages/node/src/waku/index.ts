export { startWakuNode } from './waku-node.ts'
export type { WakuNode, WakuNodeLoad, WakuNodeOptions } from './waku-node.ts'
export { NETWORK_RATE } from './rate-limit.ts'
export type { RateLimit } from './rate-limit.ts'
