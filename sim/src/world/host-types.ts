import type {
  Address, ChunkNo, Effect, Event, KeepOutcome, Peer, PrivacyClass, Random, SwarmNo, TransferInit,
} from '@passel/core/machines'
import type { VirtualClock } from '@passel/core/testing'
import type { Dialable, createDialler } from './dialler.ts'
import type { Site } from './network-types.ts'
import type { VirtualPayload } from './payload.ts'
import type { VirtualRelay } from './relay.ts'
import type { StoreSpeed, StoreWitness, VirtualStore } from './store-types.ts'
import type { Trace } from './trace.ts'
import type { VirtualWaku } from './waku.ts'

/** What a host shares with the rest of its world. */
export interface HostWorld {
  readonly clock: VirtualClock
  readonly trace: Trace
  readonly waku: VirtualWaku
  readonly dial: ReturnType<typeof createDialler>
  readonly relays: readonly VirtualRelay[]
  readonly observer: Observer
  wrapStore (store: VirtualStore): VirtualStore
  /** Bytes of a slice on a direct connection. */
  readonly sliceBytes: number
  relayAt (address: Address): VirtualRelay | undefined
  createPeer (seed: number): Peer
}

export interface HostSettings {
  readonly name: string
  readonly site: Site
  readonly hasNat: boolean
  /** The wall clock is so many milliseconds ahead. */
  readonly skewMs: number
  readonly speed: StoreSpeed
  readonly random: Random
  /** The application's list. */
  readonly relays: readonly Address[]
  readonly corrupt: boolean
  readonly forging: boolean
  /** Keeps what it is asked to. */
  readonly keeper: boolean
  /** Gives nothing back that it is asked to prove. */
  readonly idle: boolean
}

export interface VirtualHost extends Dialable {
  readonly name: string
  readonly store: VirtualStore
  readonly peer: Peer
  /** Effects so far, by type. */
  readonly counts: ReadonlyMap<Effect['type'], number>
  emit (event: Event): void
  addresses (privacy: PrivacyClass): Address[]
  add (payload: VirtualPayload, init: TransferInit): SwarmNo
  /** Its process ends; `power`: its machine does, so nobody hears of it and what was not flushed may be lost. */
  crash (power?: boolean): void
  restart (): void
  setOnline (online: boolean): void
  /** Stops handling events, as a suspended process does; they wait for `thaw`. */
  freeze (): void
  thaw (): void
  /** Sets its wall clock so many milliseconds ahead of the right time, or behind it. */
  setClock (ms: number): void
  /** Its application's relays: addresses in class `relayed` may lead through no others. */
  readonly relays: readonly Address[]
}

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
