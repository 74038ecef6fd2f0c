/**
 * Telling members what we have: everything when they join, then additions gathered over a tenth of a second, longer
 * where there are many to tell. What a member has itself is of no use to it and waits for the next frame, a second at
 * most: of some thirty members most have most of it.
 */
import { chunkNo, type Instant } from '../ids.ts'
import { HAVE_BATCH_MEMBERS, HAVE_BATCH_MS, LATE_HAVE_MS, MAX_PEERS_NAMED, MAX_PEERS_TOLD } from '../limits.ts'
import type { ChunkRange } from '../pure/frame.ts'
import type { Hint } from '../pure/reference.ts'
import { splitHave } from '../pure/have-codec.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { holds, type Channel } from './channel.ts'
import { chunkRanges, toRanges } from './chunk-set.ts'
import type { Effect } from './effect.ts'
import type { SwarmState } from './swarm-state.ts'
import { say } from './say.ts'

export interface Announcer {
  /** All we have, our newest head and whom we know. */
  greet (channel: Channel, now: Instant, out: Effect[]): void
  /** Members whom it has not heard of from us. */
  tellPeers (channel: Channel, now: Instant, out: Effect[]): void
  /** The same in a moment, to one that told us of some: of many who come at once, not all hear of the first few. */
  tellPeersSoon (channel: Channel, now: Instant): void
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

/** Milliseconds until a member that told us where it is hears who else came meanwhile. */
const PEERS_AFTER_MS = 100
/** Members named to it then: so few that one packet or two reach it before its connection ends, on slow lines too. */
const FIRST_NAMED = 8
/** Chunks up to which each counts much. */
const FEW_CHUNKS = 16
/** Share of members that lack a chunk from which on it is news: the sooner they hear, the sooner it spreads. */
const RARE_SHARE = 0.75
/** Chunks that are worth a frame whoever hears of them. */
const MANY_CHUNKS = 32

/** Creates the announcer of a swarm. */
export function createAnnouncer (state: SwarmState, holders: () => readonly Hint[]): Announcer {
  const { alarms, connector, tender, self } = state.shared
  const alarm = alarms.create(batch)
  const lateAlarm = alarms.create(tellLate)
  let fresh: number[] = []
  let headTold = true
  const asking = new Set<Channel>()
  const peersAlarm = alarms.create((now, out) => {
    for (const channel of asking) {
      if (state.shared.links.channels.get(channel.chan) === channel) tellPeers(channel, now, out, FIRST_NAMED)
    }
    asking.clear()
  })

  function tell (channel: Channel, ranges: readonly ChunkRange[], out: Effect[]): void {
    for (const part of splitHave(ranges)) say(channel, { type: 'have', ranges: part }, out)
  }

  function parityRanges (): ChunkRange[] {
    return chunkRanges(state.parity, state.parityListed)
      .map(({ first, count }) => ({ first: chunkNo(FIRST_PARITY + first), count }))
  }

  function tellHead (channel: Channel, out: Effect[]): void {
    if (state.head === undefined || channel.pagesThere > state.head.page) return
    say(channel, { type: 'head', head: state.head }, out)
  }

  function tellPeers (channel: Channel, now: Instant, out: Effect[], most = MAX_PEERS_NAMED): void {
    const us = self(state.payload.privacy)
    const names: Hint[] = []
    if (us !== undefined && us.addresses.length > 0 && !channel.peersTold.has(OURSELVES)) {
      channel.peersTold.add(OURSELVES)
      names.push(us)
    }
    const more = channel.peersTold.size < MAX_PEERS_TOLD ? most : 0
    // Who keeps it is worth knowing long after it was here: when everybody else is gone.
    for (const hint of more > 0 ? [...holders(), ...connector.members(state.no, more, now)] : []) {
      if (hint.peer === channel.peer || channel.peersTold.has(hint.peer) || names.length >= MAX_PEERS_NAMED) continue
      channel.peersTold.add(hint.peer)
      names.push(hint)
    }
    if (names.length > 0) say(channel, { type: 'peers', peers: names, relays: tender.working() }, out)
  }

  function tellUntold (channel: Channel, out: Effect[]): void {
    if (channel.untold.length === 0) return
    const ranges = toRanges(channel.untold.sort((a, b) => a - b))
    channel.untold = []
    tell(channel, ranges, out)
  }

  function batch (now: Instant, out: Effect[]): void {
    let late = false
    for (const channel of state.channels.values()) {
      if (channel.draining) continue
      if (!headTold) tellHead(channel, out)
      let isNews = false
      for (const chunk of fresh) {
        channel.untold.push(chunk)
        isNews ||= !holds(channel, chunk)
      }
      if (isNews || channel.untold.length >= MANY_CHUNKS) tellUntold(channel, out)
      late ||= channel.untold.length > 0
    }
    fresh = []
    headTold = true
    if (late) lateAlarm.setBy(now.mono + LATE_HAVE_MS)
  }

  function tellLate (_now: Instant, out: Effect[]): void {
    for (const channel of state.channels.values()) if (!channel.draining) tellUntold(channel, out)
  }

  function flush (now: Instant, out: Effect[]): void {
    batch(now, out)
    tellLate(now, out)
  }

  /** Chunks that few have and the first few go round quickly, so that everybody soon has something to give. */
  function batchMs (chunk: number): number {
    if (state.have.count < FEW_CHUNKS) return HAVE_BATCH_MS
    let lacking = 0
    for (const channel of state.channels.values()) if (!channel.have.has(chunk)) lacking++
    if (lacking >= state.channels.size * RARE_SHARE) return HAVE_BATCH_MS
    return HAVE_BATCH_MS * Math.max(1, state.channels.size / HAVE_BATCH_MEMBERS)
  }

  return {
    tell,
    flush,
    greet (channel, now, out) {
      tell(channel, chunkRanges(state.have, state.known), out)
      if (state.parity.count > 0) tell(channel, parityRanges(), out)
      tellHead(channel, out)
      tellPeers(channel, now, out)
    },
    tellPeers,
    tellPeersSoon (channel, now) {
      asking.add(channel)
      peersAlarm.setBy(now.mono + PEERS_AFTER_MS)
    },
    readdressed (now, out) {
      for (const channel of state.channels.values()) {
        channel.peersTold.delete(OURSELVES)
        tellPeers(channel, now, out)
      }
    },
    kept (chunk, now) {
      fresh.push(chunk)
      alarm.setBy(now.mono + batchMs(chunk))
    },
    headGrew (now) {
      headTold = false
      alarm.setBy(now.mono + HAVE_BATCH_MS)
    },
    stop () {
      alarm.clear()
      lateAlarm.clear()
      peersAlarm.clear()
      asking.clear()
      fresh = []
    },
  }
}
