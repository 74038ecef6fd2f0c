/**
 * When a swarm looks for members: hints and open connections first, a seek on Waku when none of them leads anywhere.
 * A getter seeks while it has no link that could help; a sender answers seeks, and seeks itself only after a restart,
 * to learn of receipts that members hold for it.
 */
import type { Instant, PeerId } from '../ids.ts'
import {
  MAX_UNREACHABLE, SEEK_AFTER_CUT_MS, SEEK_AFTER_MS, SEEK_RECEIPTS_AFTER_MS, STARVING_MS, VISIT_MS,
} from '../limits.ts'
import type { Hint } from '../pure/reference.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { Liveness } from './liveness.ts'
import type { MemberSource, Seek } from './parts.ts'
import type { SwarmState } from './swarm-state.ts'

export interface Finding {
  /** Members may link with us. */
  readonly running: boolean
  /** Links are looked for actively. */
  dials (): boolean
  start (now: Instant, out: Effect[]): void
  stop (now: Instant, out: Effect[]): void
  joined (channel: Channel, now: Instant, out: Effect[]): void
  left (now: Instant, out: Effect[]): void
  /** Members told us of members. */
  told (peers: readonly Hint[], relays: readonly string[], now: Instant, out: Effect[]): void
  seekHeard (seek: Seek, now: Instant, out: Effect[]): void
  offerHeard (from: Hint, now: Instant, out: Effect[]): void
  unreachable (peer: PeerId, now: Instant, out: Effect[]): void
  /** A holder that was away asks whoever it finds whether the payload is still wanted. */
  visit (now: Instant, out: Effect[]): void
  /** Whether the swarm misses something that a new member could have may have changed. */
  reconsider (now: Instant, out: Effect[]): void
}

export interface FindingOptions {
  readonly state: SwarmState
  readonly bucket: number
  /** Asks for a sign of life on a connection at once. */
  readonly doubt: Liveness['doubt']
  /** It was known to the journal: others may hold receipts for it. */
  readonly resumed: boolean
  /** No linked member has what is missed. */
  readonly starving: (now: Instant) => boolean
  readonly receiptsMissing: () => boolean
  /** Members are dialled for the sake of those who keep the payload. */
  readonly errands: () => boolean
  /** Members of before a restart. */
  readonly known: () => readonly Hint[]
  /** Joins over connections that are open for other swarms. */
  readonly joinOpen: (now: Instant, out: Effect[]) => void
}

/** Milliseconds that members who are not the author wait before they dial a seeker, at most: the first are enough. */
const ANSWER_WITHIN_MS = 2_000
/** Members that answer a first seek, about; twice as many the second, and so on. */
const ENOUGH_ANSWERS = 4
/** Members that are counted for it. */
const MAX_COUNTED = 1_024
/** Seeks that wait for such a moment. */
const MAX_ANSWERS = 32

/** Creates the search for members of one swarm. */
export function createFinding (options: FindingOptions): Finding {
  const { state, bucket, doubt } = options
  const { connector, desk, tender, alarms } = state.shared
  const { privacy } = state.payload
  const random = state.shared.random.stream(`finding/${state.no}`)
  const seekAlarm = alarms.create(seek)
  const answerAlarm = alarms.create(answer)
  const unreachable = new Set<PeerId>()
  const answers = new Map<PeerId, { readonly seek: Seek, readonly at: number }>()
  /** Seekers that we dial: an offer tells them where we are when that fails. */
  const dialled = new Map<PeerId, Seek>()
  let running = false
  let seeking = false
  /** For a while now nobody linked has had what we miss. */
  let starving = false
  let hungry = false
  const starvingAlarm = alarms.create(taste)
  /** Monotonic ms until which a visit lasts; 0 outside of one. */
  let visitUntil = 0
  const visitAlarm = alarms.create(visited)

  const haveAny = (): boolean => state.role === 'send' || state.have.count > 0 || state.pages.length > 0
  const getting = (): boolean => state.role !== 'send' && state.life.state === 'active'
  const dials = (): boolean =>
    running && (getting() || visitUntil > 0 || options.receiptsMissing() || options.errands() || dialled.size > 0)

  function needs (): boolean {
    if (state.role === 'hold') return false // it has no key to read or send signals
    if (getting()) return state.channels.size === 0 || starving
    return options.resumed && state.channels.size === 0 && options.receiptsMissing()
  }

  function seek (now: Instant, out: Effect[]): void {
    if (!running || seeking || !needs()) return
    seeking = true
    desk.seek(state.no, () => [...state.banned, ...unreachable], now, out)
  }

  /** A member that lacks what we miss now may have it soon: only a second look in a row counts. */
  function taste (now: Instant, out: Effect[]): void {
    if (!running || !getting()) return
    starving = hungry && options.starving(now)
    hungry = options.starving(now)
    if (starving) seek(now, out)
    else if (!needs()) calm(now, out)
    if (state.channels.size > 0) starvingAlarm.set(now.mono + STARVING_MS)
  }

  function visited (now: Instant, out: Effect[]): void {
    visitUntil = 0
    visitAlarm.clear()
    finding.reconsider(now, out)
  }

  function calm (now: Instant, out: Effect[]): void {
    seekAlarm.clear()
    if (!seeking) return
    seeking = false
    desk.stopSeeking(state.no, now, out)
  }

  function want (hints: readonly Hint[], source: MemberSource, now: Instant, out: Effect[]): void {
    const self = state.shared.self(privacy)?.peer
    const others = hints.filter(({ peer }) => peer !== self && !state.banned.has(peer))
    if (others.length > 0) connector.want(state.no, privacy, others, source, now, out)
  }

  function answer (now: Instant, out: Effect[]): void {
    for (const [peer, { seek: asked, at }] of answers) {
      if (at > now.mono) answerAlarm.setBy(at)
      else {
        answers.delete(peer)
        // Who has found others and has nothing to give yet is of no use to one who seeks.
        if (haveAny() || state.channels.size === 0) reply(asked, now, out)
      }
    }
  }

  /** Of many who hear it a few are enough; who seeks again was found by too few. */
  function answersFor ({ attempt }: Seek, now: Instant): boolean {
    const others = connector.members(state.no, MAX_COUNTED, now).length
    return random.next() * others < ENOUGH_ANSWERS * 2 ** attempt
  }

  function reply (asked: Seek, now: Instant, out: Effect[]): void {
    if (linked(asked.from.peer)) return
    if (asked.from.addresses.length === 0) return offer(asked, now, out)
    if (dialled.size >= MAX_ANSWERS) dialled.delete(dialled.keys().next().value!)
    dialled.set(asked.from.peer, asked)
    connector.setDialling(state.no, true, now, out)
    want([asked.from], 'signal', now, out)
  }

  function offer (asked: Seek, now: Instant, out: Effect[]): void {
    if (haveAny()) desk.offer(state.no, asked, !getting(), now, out)
  }

  function linked (peer: PeerId): boolean {
    for (const channel of state.channels.values()) if (channel.peer === peer) return true
    return false
  }

  const finding: Finding = {
    get running () { return running },
    dials,
    start (now, out) {
      // One that failed runs without dialling anybody; when it goes on all is there but that.
      if (!running && state.role !== 'hold') desk.activate(state.no, privacy, bucket, now, out)
      running = true
      finding.visit(now, out)
      connector.setDialling(state.no, dials(), now, out)
      const { hints, relays } = state.payload
      for (const relay of relays) tender.learn(relay, now, out)
      if (dials()) {
        want(hints, 'reference', now, out)
        want(options.known(), 'known', now, out)
        options.joinOpen(now, out)
      }
      finding.reconsider(now, out)
    },
    stop (now, out) {
      if (!running) return
      running = false
      calm(now, out)
      answerAlarm.clear()
      starvingAlarm.clear()
      visitAlarm.clear()
      visitUntil = 0
      if (state.role !== 'hold') desk.deactivate(state.no, now, out)
      connector.setDialling(state.no, false, now, out)
    },
    visit (now, out) {
      if (state.role !== 'hold' || !running) return
      visitUntil = now.mono + VISIT_MS
      visitAlarm.set(visitUntil)
      connector.setDialling(state.no, dials(), now, out)
    },
    reconsider (now, out) {
      if (!running) return
      connector.setDialling(state.no, dials(), now, out)
      if (options.errands()) want(options.known(), 'known', now, out)
      if (!needs()) return calm(now, out)
      if (seeking || seekAlarm.at < Infinity) return
      const somebody = connector.dialling(state.no) || connector.open(privacy).length > 0
      seekAlarm.set(now.mono + (getting() ? (somebody ? SEEK_AFTER_MS : 0) : SEEK_RECEIPTS_AFTER_MS))
    },
    joined (channel, now, out) {
      unreachable.delete(channel.peer)
      dialled.delete(channel.peer)
      connector.setDialling(state.no, dials(), now, out)
      answers.delete(channel.peer)
      desk.answered(state.no, channel.peer)
      if (!needs()) calm(now, out)
      if (getting()) starvingAlarm.setBy(now.mono + STARVING_MS)
    },
    left (now) {
      if (running && state.channels.size === 0 && needs() && !seeking) seekAlarm.setBy(now.mono + SEEK_AFTER_CUT_MS)
    },
    told (peers, relays, now, out) {
      for (const relay of relays) tender.learn(relay, now, out)
      want(peers, 'peers', now, out)
    },
    seekHeard (asked, now, out) {
      const { from } = asked
      if (!running || state.banned.has(from.peer)) return
      if (linked(from.peer)) {
        // It may have begun anew and know nothing of this link: if that is dead, it is dialled at once.
        for (const { peer, flow } of state.channels.values()) if (peer === from.peer) doubt(flow.conn, now, out)
        return want([from], 'signal', now, out)
      }
      if (!haveAny() && !getting()) return
      if (state.role === 'send') return reply(asked, now, out)
      if (answers.size >= MAX_ANSWERS || !answersFor(asked, now)) return
      const at = now.mono + random.below(ANSWER_WITHIN_MS)
      answers.set(asked.from.peer, { seek: asked, at })
      answerAlarm.setBy(at)
    },
    offerHeard (from, now, out) {
      if (running && dials()) want([from], 'signal', now, out)
    },
    unreachable (peer, now, out) {
      if (unreachable.size < MAX_UNREACHABLE) unreachable.add(peer)
      const asked = dialled.get(peer)
      dialled.delete(peer)
      connector.setDialling(state.no, dials(), now, out)
      if (asked !== undefined && !linked(peer)) offer(asked, now, out)
      if (getting() && state.channels.size === 0 && !connector.dialling(state.no)) {
        seekAlarm.setBy(now.mono)
      }
    },
  }
  return finding
}
