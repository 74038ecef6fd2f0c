/** A headless peer that keeps payloads for others; see README.md and docs/KEEPERS.md. */
export { createKeeper } from './keeper.ts'
export type { Keeper, KeeperOptions } from './keeper.ts'
export { serveMetrics } from './metrics-server.ts'
export type { MetricsServer } from './metrics-server.ts'
export { operatorKey, readOperator } from './operator-key.ts'
export { DEFAULT_RULES } from './rules.ts'
export type { KeeperStatus } from './status.ts'
