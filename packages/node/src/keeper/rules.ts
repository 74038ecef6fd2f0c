import type { KeeperRules } from '@passel/core/machines'

const MB = 1_000_000
const GB = 1_000 * MB
const HOUR_MS = 3_600_000

/** What a keeper allows unless its operator says otherwise. docs/KEEPERS.md lists them. */
export const DEFAULT_RULES: KeeperRules = {
  maxBytes: 10 * GB,
  maxLeases: 10_000,
  maxTimeMs: 30 * 24 * HOUR_MS,
  commonBytes: 1 * GB,
  commonPayloadBytes: 100 * MB,
  commonPeerBytes: 200 * MB,
  commonBlockBytes: 300 * MB,
  commonRelayBytes: 600 * MB,
  commonPromiseMs: HOUR_MS,
  commonTimeMs: 24 * HOUR_MS,
  asksPerMinute: 600,
  relayAsksPerMinute: 6_000,
  spareDiskBytes: 1 * GB,
}
