import type {
  Address, ChanNo, ConnNo, DepositOutcome, Event, LeaveReason, PeerId, PrivacyClass, SwarmNo,
} from '@passel/core/machines'
import type { Hint } from '@passel/core/pure'
import type { Slice } from './assembly.ts'
import type { Wire } from './network-types.ts'
import type { VirtualPayload } from './payload.ts'
import type { VirtualStore } from './store-types.ts'

/** What a link needs of the peer it belongs to. */
export interface LinkHost {
  readonly store: VirtualStore
  emit (event: Event): void
  later (ms: number, run: () => void): void
  /** Milliseconds that a refusal is held back, so that unknown names and bad proofs look alike. */
  refusalMs (): number
  /** Every chunk it gives is wrong: a liar. */
  readonly corrupt: boolean
  /** Gives nothing back that it is asked to prove. */
  readonly idle: boolean
  /** A peer asks this one to keep a payload. */
  deposited (payload: VirtualPayload, columns: readonly number[], from: Hint): DepositOutcome
  /** Every page it gives is another than the author signed. */
  readonly forging: boolean
  /** Runs when what arrives is looked at: at once, or when a suspended process goes on. */
  arrive (run: () => void): void
  /** Bytes of a slice on a direct connection. */
  readonly sliceBytes: number
}

/** How a connection goes. */
export interface Route {
  readonly kind: 'circuit' | 'plain' | 'webrtc'
  readonly peer: PeerId
  readonly address: Address
  readonly dialled: boolean
}

/** One end of a connection. */
export interface VirtualConnection {
  readonly no: ConnNo
  readonly privacy: PrivacyClass
  readonly peer: PeerId
  readonly kind: Route['kind']
  readonly wire: Wire
  readonly host: LinkHost
  readonly channels: Map<VirtualPayload, ChanNo>
  /** Set by who makes both ends, before either is announced. */
  other: VirtualConnection
  /** Tells the peer that it is up. */
  announce (): void
  opened (payload: VirtualPayload, by: 'us' | 'them'): void
  left (payload: VirtualPayload, reason: LeaveReason | 'closed'): void
  slice (payload: VirtualPayload, slice: Slice): void
  /** The wire has ended. */
  down (): void
}

/** One end of a proven channel. */
export interface Channel {
  readonly no: ChanNo, readonly payload: VirtualPayload, readonly swarm: SwarmNo, readonly connection: VirtualConnection
}
