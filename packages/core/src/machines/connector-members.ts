import type { PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import { MAX_MEMBERS } from '../limits.ts'
import type { Alarms, Ring } from './alarms.ts'
import { createMember, VOUCH, type Member } from './connector-member.ts'
import type { Effect } from './effect.ts'
import type { MemberSource } from './parts.ts'

/** Everybody the connector knows; bounded. */
export interface Members {
  all (): IterableIterator<Member>
  find (privacy: PrivacyClass, peer: PeerId): Member | undefined
  /** The member, new if need be; somebody of no use makes room. */
  get (privacy: PrivacyClass, peer: PeerId): Member
  /** Swarms that want members. */
  swarms (): IterableIterator<SwarmNo>
  /** Members that a swarm wants. */
  wanted (swarm: SwarmNo): number
  want (member: Member, swarm: SwarmNo, source: MemberSource): void
  /** The swarm wants it no more; whether it did. */
  unwant (member: Member, swarm: SwarmNo): boolean
  unwantAll (member: Member): void
  /** Forgets a member that nobody wants and that has no connection. */
  dropIfUnused (member: Member, out: Effect[]): void
}

/** Creates an empty list; `wake` rings when a member may be dialled, `abort` calls its dials off. */
export function createMembers (
  alarms: Alarms, wake: (member: Member) => Ring, abort: (member: Member, out: Effect[]) => void
): Members {
  const members = new Map<string, Member>()
  const wanted = new Map<SwarmNo, number>()

  /** The same peer id in two classes would be two members. */
  const keyOf = (privacy: PrivacyClass, peer: PeerId): string => `${privacy} ${peer}`

  function unwant (member: Member, swarm: SwarmNo): boolean {
    if (!member.wantedBy.delete(swarm)) return false
    const count = wanted.get(swarm)! - 1
    if (count > 0) wanted.set(swarm, count)
    else wanted.delete(swarm)
    return true
  }

  function unwantAll (member: Member): void {
    for (const swarm of member.wantedBy.keys()) unwant(member, swarm)
  }

  function drop (member: Member, out: Effect[]): void {
    abort(member, out)
    unwantAll(member)
    member.alarm.clear()
    members.delete(keyOf(member.privacy, member.peer))
  }

  /** Of those neither connected nor being dialled the one that failed most goes, among equals the oldest. */
  function makeRoom (): void {
    let worst: Member | undefined
    for (const member of members.values()) {
      if (member.links.size > 0 || member.dials.size > 0) continue
      if (worst === undefined || member.pause.failures > worst.pause.failures) worst = member
    }
    if (worst !== undefined) drop(worst, [])
  }

  return {
    all: () => members.values(),
    get (privacy, peer) {
      const key = keyOf(privacy, peer)
      const known = members.get(key)
      if (known !== undefined) return known
      if (members.size >= MAX_MEMBERS) makeRoom()
      const member = createMember(privacy, peer, alarms.create((now, out) => wake(member)(now, out)))
      members.set(key, member)
      return member
    },
    find: (privacy, peer) => members.get(keyOf(privacy, peer)),
    swarms: () => wanted.keys(),
    wanted: swarm => wanted.get(swarm) ?? 0,
    want (member, swarm, source) {
      const before = member.wantedBy.get(swarm)
      if (before === undefined) wanted.set(swarm, (wanted.get(swarm) ?? 0) + 1)
      if (before === undefined || VOUCH[source] > VOUCH[before]) member.wantedBy.set(swarm, source)
    },
    unwant,
    unwantAll,
    dropIfUnused (member, out) {
      if (member.wantedBy.size === 0 && member.links.size === 0) drop(member, out)
    },
  }
}
