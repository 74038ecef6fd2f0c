/**
 * The three machines that find and keep connections, as the composite peer sees them.
 *
 * Who owns what: the connector owns members' addresses, dials and connections, and knows swarms only as names of those
 * who want a connection; the relay tender owns reservations; the signal desk owns everything on Waku. Swarms decide
 * *when* they need members; channels and joins are theirs. Every call gets the time and the list of effects, and may
 * append to it; callbacks run synchronously inside the call that caused them. A machine never throws on what another
 * peer sent.
 */
import type { Address, ConnNo, Instant, OpNo, Path, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import type { Hint } from '../pure/reference.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import type { Random } from './random.ts'

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>

// ---------------------------------------------------------------- connector

/** Where we heard of a member; better-vouched sources are dialled first. */
export type MemberSource = 'reference' | 'signal' | 'peers' | 'known'

/** A connection that is up. */
export interface Connection {
  readonly conn: ConnNo
  readonly privacy: PrivacyClass
  readonly peer: PeerId
  readonly path: Path
  /** We opened it. */
  readonly dialled: boolean
  readonly windowMaxBytes: number
}

export type ConnectorEvent = Of<
  'self' | 'online' | 'conn-up' | 'conn-down' | 'dialled' | 'dial-failed' | 'joined' | 'join-refused' | 'left' |
  'relay' | 'tick'
>

export interface Connector {
  /** A swarm would like connections to these members; repeated calls add addresses and renew interest. */
  want (
    swarm: SwarmNo, privacy: PrivacyClass, hints: readonly Hint[], source: MemberSource, now: Instant, out: Effect[]
  ): void
  /** `false`: what is up stays, but nothing is dialled for this swarm until `true` (a finished or paused transfer). */
  setDialling (swarm: SwarmNo, wanted: boolean, now: Instant, out: Effect[]): void
  /** The swarm is gone: its members are forgotten, dials made for it alone are aborted. */
  forget (swarm: SwarmNo, now: Instant, out: Effect[]): void
  /** The peer misbehaved: its connections are hung up and it is not dialled again by this engine. */
  failed (peer: PeerId, now: Instant, out: Effect[]): void
  /** Payload bytes moved on this connection: when it is cut it may be dialled again at once. */
  moved (conn: ConnNo): void
  /** Nothing came back on a connection for too long: it is hung up, and dialled again where wanted. */
  silent (conn: ConnNo, now: Instant, out: Effect[]): void
  handle (event: ConnectorEvent, now: Instant, out: Effect[]): void
  /** The best connection of each peer that this swarm wants or is joined with. */
  connections (swarm: SwarmNo): readonly Connection[]
  /** The best connection of each peer of a class, whoever wanted it: asked before any seek. */
  open (privacy: PrivacyClass): readonly Connection[]
  /** Swarms that want this connection's peer. */
  wantedOn (conn: ConnNo): readonly SwarmNo[]
  /** Members of a swarm with addresses, seen in the last ten minutes, for `peers` frames. */
  members (swarm: SwarmNo, limit: number, now: Instant): readonly Hint[]
  /** A dial for this swarm is in progress or about to start. */
  dialling (swarm: SwarmNo): boolean
  /** Monotonic ms at which a `tick` is due; Infinity when nothing waits. */
  deadline (): number
}

export interface ConnectorOptions {
  readonly random: Random
  readonly nextOp: () => OpNo
  /** Our own id in a class, once known: it is never dialled, and decides between two equal connections. */
  readonly self: (privacy: PrivacyClass) => PeerId | undefined
  /** Whether an address may be dialled in a class; others are not even remembered. */
  readonly mayDial: (privacy: PrivacyClass, address: Address) => boolean
  /** A connection is up, and its peer had none; or one that was draining takes over from a better one that died. */
  readonly onReady: (connection: Connection, now: Instant, out: Effect[]) => void
  /** A better connection to the same peer took over; the old one is hung up by the connector after 3 s of draining. */
  readonly onReplaced: (old: Connection, better: Connection, now: Instant, out: Effect[]) => void
  /** A peer opened a worse connection beside one that is in use: it may have begun anew and know nothing of that. */
  readonly onDoubted: (connection: Connection, now: Instant, out: Effect[]) => void
  /** No address of a member this swarm wants could be dialled for now (it may be tried again later). */
  readonly onUnreachable: (swarm: SwarmNo, peer: PeerId, now: Instant, out: Effect[]) => void
}

// ---------------------------------------------------------------- relay tender

export type RelayTenderEvent = Of<'self' | 'online' | 'relay' | 'conn-up' | 'conn-down' | 'tick'>

export interface RelayTender {
  /** The application's list: ranked before all others. */
  setRelays (relays: readonly Address[], now: Instant, out: Effect[]): void
  /** A relay named by a reference, an offer or a member: for class `direct` alone, since whoever runs it sees us. */
  learn (relay: Address, now: Instant, out: Effect[]): void
  /** Whether somebody may want to reach us in this class. */
  need (privacy: PrivacyClass, wanted: boolean, now: Instant, out: Effect[]): void
  /** Where others reach us through relays that hold a reservation. */
  addresses (privacy: PrivacyClass): readonly Address[]
  /** Whether an address leads through a relay of the application's list. */
  trusts (address: Address): boolean
  /** Relays that work now, to be named to others. */
  working (): readonly Address[]
  handle (event: RelayTenderEvent, now: Instant, out: Effect[]): void
  deadline (): number
}

export interface RelayTenderOptions { readonly random: Random }

// ---------------------------------------------------------------- signal desk

/** A seek of another member, fresh and not our own. */
export interface Seek {
  readonly id: string
  readonly from: Hint
  readonly attempt: number
  readonly failed: readonly PeerId[]
  readonly sentAtMs: number
}

export type SignalDeskEvent = Of<'self' | 'online' | 'signal' | 'published' | 'caught-up' | 'waku' | 'tick'>

export interface SignalDesk {
  /** Listens for a swarm: watches its bucket and catches up on live seeks. */
  activate (swarm: SwarmNo, privacy: PrivacyClass, bucket: number, now: Instant, out: Effect[]): void
  deactivate (swarm: SwarmNo, now: Instant, out: Effect[]): void
  /**
   * Seeks until stopped: at once where the budget allows (waiting a moment for a first address of ours), then doubling
   * from 30 s to 30 min. `failed` is asked for each time. Calling it again while seeking changes nothing.
   */
  seek (swarm: SwarmNo, failed: () => readonly PeerId[], now: Instant, out: Effect[]): void
  stopSeeking (swarm: SwarmNo, now: Instant, out: Effect[]): void
  /** Answers a seek by an offer after a random moment, unless enough others did or we are named as failed. */
  offer (swarm: SwarmNo, seek: Seek, haveAll: boolean, now: Instant, out: Effect[]): void
  /** Tells in a stored message who keeps the payload, for who comes when everybody else is gone. */
  tellHolders (swarm: SwarmNo, holders: readonly Hint[], now: Instant, out: Effect[]): void
  /** The seeker is connected by now: an offer still waiting for it is dropped. */
  answered (swarm: SwarmNo, peer: PeerId): void
  handle (event: SignalDeskEvent, now: Instant, out: Effect[]): void
  /** Messages published for this swarm since the engine started (one shared by two swarms counts for both). */
  sent (swarm: SwarmNo): number
  deadline (): number
}

export interface SignalDeskOptions {
  readonly random: Random
  readonly nextOp: () => OpNo
  /** Where we can be dialled now; addresses may be empty, undefined while our id is unknown. */
  readonly self: (privacy: PrivacyClass) => Hint | undefined
  readonly onSeek: (swarm: SwarmNo, seek: Seek, now: Instant, out: Effect[]) => void
  readonly onOffer: (swarm: SwarmNo, from: Hint, haveAll: boolean, now: Instant, out: Effect[]) => void
  readonly onHolders: (swarm: SwarmNo, holders: readonly Hint[], now: Instant, out: Effect[]) => void
}

/** How a composite peer gets its parts; the lab may give its own. */
export interface PeerParts {
  readonly connector: (options: ConnectorOptions) => Connector
  readonly relayTender: (options: RelayTenderOptions) => RelayTender
  readonly signalDesk: (options: SignalDeskOptions) => SignalDesk
}

