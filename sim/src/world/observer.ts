import type { ChunkNo, Effect, Event, KeepOutcome } from '@passel/core/machines'
import type { VirtualHost } from './host.ts'
import type { VirtualPayload } from './payload.ts'
import type { StoreWitness } from './store-types.ts'

export type LifeEvent = 'boot' | 'crash' | 'power-cut' | 'online' | 'offline' | 'freeze' | 'thaw'

/** Sees a world from above; changes nothing in it and draws no random number. */
export interface Observer {
  /** A peer has handled an event; nothing of what it wants has been done yet. */
  handled? (host: VirtualHost, event: Event, effects: readonly Effect[]): void
  /** What became of a chunk that came in, and whether a byte of it was wrong. */
  kept? (host: VirtualHost, payload: VirtualPayload, chunk: ChunkNo, corrupt: boolean, outcome: KeepOutcome): void
  lived? (host: VirtualHost, what: LifeEvent): void
  /** What a peer's store is watched by. */
  witness? (host: () => VirtualHost): StoreWitness
}
