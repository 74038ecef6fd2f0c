/**
 * Telling members what we have: everything when they join, then additions gathered over a tenth of a second.
 */
import type { Instant } from '../ids.ts'
import { HAVE_BATCH_MS, MAX_PEERS_NAMED } from '../limits.ts'
import type { ChunkRange } from '../pure/frame.ts'
import type { Hint } from '../pure/reference.ts'
import { splitHave } from '../pure/have-codec.ts'
import type { Channel } from './channel.ts'
import { chunkRanges, toRanges } from './chunk-set.ts'
import type { Effect } from './effect.ts'
import type { SwarmState } from './swarm-state.ts'
import { say } from './say.ts'

export interface Announcer {
  /** All we have, our newest head and whom we know. */
  greet (channel: Channel, now: Instant, out: Effect[]): void
  /** Members whom it has not heard of from us; asked for again when it tells us of some. */
  tellPeers (channel: Channel, now: Instant, out: Effect[]): void
  /** Our own addresses changed. */
  readdressed (now: Instant, out: Effect[]): void
  /** A chunk more can be given. */
  kept (chunk: number, now: Instant): void
  /** The newest head changed. */
  headGrew (now: Instant): void
  /** Chunks of a new page of ours, told before the page itself. */
  tell (channel: Channel, ranges: readonly ChunkRange[], out: Effect[]): void
  /** Tells at once what is gathered. */
  flush (now: Instant, out: Effect[]): void
  stop (): void
}

/** Stands for our own addresses among the peers that a member was told of. */
const OURSELVES = ''

/** Creates the announcer of a swarm. */
export function createAnnouncer (state: SwarmState): Announcer {
  const { alarms, connector, tender, self } = state.shared
  const alarm = alarms.create(flush)
  let fresh: number[] = []
  let headTold = true

  function tell (channel: Channel, ranges: readonly ChunkRange[], out: Effect[]): void {
    for (const part of splitHave(ranges)) say(channel, { type: 'have', ranges: part }, out)
  }

  function tellHead (channel: Channel, out: Effect[]): void {
    if (state.head === undefined || channel.pagesThere > state.head.page) return
    say(channel, { type: 'head', head: state.head }, out)
  }

  function tellPeers (channel: Channel, now: Instant, out: Effect[]): void {
    const us = self(state.reference.privacy)
    const names: Hint[] = []
    if (us !== undefined && us.addresses.length > 0 && !channel.peersTold.has(OURSELVES)) {
      channel.peersTold.add(OURSELVES)
      names.push(us)
    }
    for (const hint of connector.members(state.no, MAX_PEERS_NAMED, now)) {
      if (hint.peer === channel.peer || channel.peersTold.has(hint.peer) || names.length >= MAX_PEERS_NAMED) continue
      channel.peersTold.add(hint.peer)
      names.push(hint)
    }
    if (names.length > 0) say(channel, { type: 'peers', peers: names, relays: tender.working() }, out)
  }

  function flush (_now: Instant, out: Effect[]): void {
    const ranges = toRanges(fresh.sort((a, b) => a - b))
    for (const channel of state.channels.values()) {
      if (channel.draining) continue
      if (!headTold) tellHead(channel, out)
      if (ranges.length > 0) tell(channel, ranges, out)
    }
    fresh = []
    headTold = true
  }

  return {
    tell,
    flush,
    greet (channel, now, out) {
      tell(channel, chunkRanges(state.have, state.known), out)
      tellHead(channel, out)
      tellPeers(channel, now, out)
    },
    tellPeers,
    readdressed (now, out) {
      for (const channel of state.channels.values()) {
        channel.peersTold.delete(OURSELVES)
        tellPeers(channel, now, out)
      }
    },
    kept (chunk, now) {
      fresh.push(chunk)
      alarm.setBy(now.mono + HAVE_BATCH_MS)
    },
    headGrew (now) {
      headTold = false
      alarm.setBy(now.mono + HAVE_BATCH_MS)
    },
    stop () {
      alarm.clear()
      fresh = []
    },
  }
}
