import type { Address, ChanNo, OpNo, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import { DIAL_PAUSE_MS, UPGRADE_PAUSE_MS } from '../limits.ts'
import { createAddressBook, type AddressBook } from './address-book.ts'
import type { Alarm } from './alarms.ts'
import { createBackOff, type BackOff } from './back-off.ts'
import type { Connection, MemberSource } from './parts.ts'

/** A connection that is up, and what the connector knows of it. */
export interface Link {
  readonly connection: Connection
  readonly member: Member
  readonly address: Address
  readonly upAtMs: number
  /** `draining`: a better one took over; `closing`: the hang-up was asked for. */
  state: 'up' | 'draining' | 'closing'
  /** Payload bytes moved on it. */
  moved: boolean
  readonly channels: Map<ChanNo, SwarmNo>
  /** When it came up or its last channel ended. */
  unusedSinceMs: number
  /** Rings when it has drained, or nobody has used it for long. */
  readonly alarm: Alarm
}

/** The ways to a member: a plain address, a relay's circuit, a direct path beside a circuit that is up. */
export type Way = 'plain' | 'circuit' | 'upgrade'

/** A peer of one privacy class that a swarm wants, or that has a connection with us. */
export interface Member {
  readonly privacy: PrivacyClass
  readonly peer: PeerId
  readonly addresses: AddressBook
  readonly wantedBy: Map<SwarmNo, MemberSource>
  /** When it last proved to be a member of a swarm. */
  readonly provedAtMs: Map<SwarmNo, number>
  readonly links: Set<Link>
  readonly dials: Map<Way, OpNo>
  /** Between rounds of dials in which no way worked. */
  readonly pause: BackOff
  /** Monotonic ms before which it is not dialled. */
  notBeforeMs: number
  lastDialMs: number
  /** Monotonic ms at which the circuit joins the race against a plain address; Infinity outside of a race. */
  raceAtMs: number
  /** Direct tries in the round under way, and the pause between rounds. */
  upgradeTries: number
  readonly upgradePause: BackOff
  upgradeNotBeforeMs: number
  /** Monotonic ms before which its plain addresses count as dead. */
  plainNotBeforeMs: number
  /** Rings when it may be dialled again, by whatever way. */
  readonly alarm: Alarm
}

const DIAL_PAUSE = { firstMs: DIAL_PAUSE_MS[0], maxMs: DIAL_PAUSE_MS[1] }
const UPGRADE_PAUSE = { firstMs: UPGRADE_PAUSE_MS[0], maxMs: UPGRADE_PAUSE_MS[1] }

/** Creates the record of a member that nobody wants yet. */
export function createMember (privacy: PrivacyClass, peer: PeerId, alarm: Alarm): Member {
  return {
    privacy,
    peer,
    addresses: createAddressBook(),
    wantedBy: new Map(),
    provedAtMs: new Map(),
    links: new Set(),
    dials: new Map(),
    pause: createBackOff(DIAL_PAUSE),
    notBeforeMs: -Infinity,
    lastDialMs: -Infinity,
    raceAtMs: Infinity,
    upgradeTries: 0,
    upgradePause: createBackOff(UPGRADE_PAUSE),
    upgradeNotBeforeMs: -Infinity,
    plainNotBeforeMs: -Infinity,
    alarm,
  }
}

/** How much a source's word counts: who speaks of itself knows best. */
export const VOUCH: Record<MemberSource, number> = { signal: 4, reference: 3, known: 2, peers: 1 }

/** The best word that we have for a member. */
export function vouchOf (member: Member): number {
  let best = 0
  for (const source of member.wantedBy.values()) best = Math.max(best, VOUCH[source])
  return best
}

/** The connection that carries a member's channels. */
export function bestLink (member: Member): Link | undefined {
  for (const link of member.links) if (link.state === 'up') return link
  return undefined
}

/** Starts the member's dials afresh: something has changed that made them fail. */
export function forgive (member: Member, nowMs: number): void {
  member.pause.reset()
  member.upgradePause.reset()
  member.upgradeTries = 0
  member.notBeforeMs = Math.min(member.notBeforeMs, nowMs)
  member.upgradeNotBeforeMs = -Infinity
}
