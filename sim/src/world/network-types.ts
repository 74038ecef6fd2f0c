import type { TRANSPORTS } from './path.ts'
import type { VirtualRelay } from './relay.ts'

/** Where a device is attached to the network. */
export interface Site {
  /** Bytes a second. */
  up: number
  down: number
  /** One way, to the middle of the network. */
  latencyMs: number
  /** On top of that, up to so much more for each packet, anew each time; what follows on the same wire waits for it. */
  jitterMs?: number
  /** Packets of it that get lost, as a share: limits what each of its connections reaches. */
  lossShare?: number
  online: boolean
}

export interface Packet {
  readonly bytes: number
  /** Told at the other end. */
  deliver (): void
  /** Told when the sender's uplink has taken it. */
  sent? (): void
  /** Told instead of `sent` when the wire ends first. */
  dropped? (): void
  /** Anything to find it again while it waits. */
  readonly tag?: object
}

/** One end of a wire. */
export interface Wire {
  readonly open: boolean
  /** `urgent` packets pass those of this wire that wait and are not; small ones wait for nothing but each other. */
  send (packet: Packet, urgent: boolean): void
  /** Takes back what waits and carries a tag that `match` picks; `dropped` is told. */
  withdraw (match: (tag: object) => boolean): void
  /** Ends it here at once; the other end hears of it when what is on the way has arrived. */
  close (): void
  /** Cut in the middle: nothing more passes, and both ends hear of it when what had passed has arrived. */
  sever (): void
  /** Nobody hears of anything any more. */
  silence (): void
}

export interface ConnectOptions {
  readonly relay?: VirtualRelay | undefined
  /** @default plain */
  readonly kind?: keyof typeof TRANSPORTS
  /** Told once for each end, with 0 for `from`'s. */
  onClose (end: 0 | 1): void
}

export interface Network {
  attach (site: Site): void
  connect (from: Site, to: Site, options: ConnectOptions): [Wire, Wire]
  oneWayMs (from: Site, to: Site, relay: VirtualRelay | undefined): number
  /** Nothing is kept from passing between them. */
  reaches (from: Site, to: Site): boolean
  /** What two sites send each other arrives only after `release`; nothing is lost, and no dial goes through. */
  hold (a: Site, b: Site): void
  release (a: Site, b: Site): void
  /** Holds whatever goes from one group to another; sites of no group are a group of their own. */
  partition (groups: readonly (readonly Site[])[]): void
  /** Ends the partition and all holds. */
  heal (): void
}
