import type { KeeperUsage } from '@passel/core/machines'
import type { Counted } from './counters.ts'

/** A keeper's numbers, for its operator. */
export interface KeeperStatus {
  readonly usage: KeeperUsage
  /** Bytes that the disk can still take. */
  readonly freeBytes: number
  readonly connections: number
  readonly residentBytes: number
  readonly draining: boolean
  readonly counts: readonly Counted[]
}
