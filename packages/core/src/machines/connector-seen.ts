import type { Instant, SwarmNo } from '../ids.ts'
import { MEMBER_SEEN_MS } from '../limits.ts'
import type { Link, Member } from './connector-member.ts'
import type { Members } from './connector-members.ts'

/** Milliseconds for which a long list of members that were there lately is good enough. */
const SEEN_MS = 100
/** Members up to which the list is made anew each time: the one that just came counts. */
const FEW_SEEN = 64

/** Members of a swarm that were there lately and can be dialled; the list may be shuffled. */
export function createSeen (members: Members): (swarm: SwarmNo, now: Instant) => Member[] {
  let last: { readonly swarm: SwarmNo, readonly found: Member[], readonly until: number } | undefined

  return (swarm, now) => {
    if (last?.swarm === swarm && last.found.length > FEW_SEEN && now.mono < last.until) return last.found
    const found: Member[] = []
    for (const member of members.all()) {
      if (member.addresses.size > 0 && seenAt(member, swarm, now) > now.mono - MEMBER_SEEN_MS) found.push(member)
    }
    last = { swarm, found, until: now.mono + SEEN_MS }
    return found
  }
}

export function isJoined (link: Link, swarm: SwarmNo): boolean {
  for (const joined of link.channels.values()) if (joined === swarm) return true
  return false
}

/** When a member was last a proven member of a swarm: now while a channel is open. */
function seenAt (member: Member, swarm: SwarmNo, now: Instant): number {
  for (const link of member.links) if (isJoined(link, swarm)) return now.mono
  return member.provedAtMs.get(swarm) ?? -Infinity
}
