import type { PeerId, PrivacyClass } from '../ids.ts'
import { MAX_MEMBERS } from '../limits.ts'
import type { Alarms, Ring } from './alarms.ts'
import { createMember, type Member } from './connector-member.ts'
import type { Effect } from './effect.ts'

/** Everybody the connector knows; bounded. */
export interface Members {
  all (): IterableIterator<Member>
  /** The member, new if need be; somebody of no use makes room. */
  get (privacy: PrivacyClass, peer: PeerId): Member
  /** Forgets a member that nobody wants and that has no connection. */
  dropIfUnused (member: Member, out: Effect[]): void
}

/** Creates an empty list; `wake` rings when a member may be dialled, `abort` calls its dials off. */
export function createMembers (
  alarms: Alarms, wake: (member: Member) => Ring, abort: (member: Member, out: Effect[]) => void
): Members {
  const members = new Map<string, Member>()

  /** The same peer id in two classes would be two members. */
  const keyOf = (privacy: PrivacyClass, peer: PeerId): string => `${privacy} ${peer}`

  function drop (member: Member, out: Effect[]): void {
    abort(member, out)
    member.wantedBy.clear()
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
    dropIfUnused (member, out) {
      if (member.wantedBy.size === 0 && member.links.size === 0) drop(member, out)
    },
  }
}
