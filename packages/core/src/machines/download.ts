/**
 * Getting chunks: asks members for what they have and we miss, watches that it comes, and hands it to the store.
 *
 * One chunk: picked -> `expect`, `request` -> `bytes-in`... -> `chunk-in` -> `keep` -> `kept`, all in constant time.
 */
import type { Instant, PeerId } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import { MAX_CHUNKS, MAX_QUIET_MS, MAX_REQUEST_ITEMS, QUIET_MS } from '../limits.ts'
import type { KeepOutcome } from '../ports.ts'
import type { ChunkRange, OpeningFrame, RequestItem } from '../pure/frame.ts'
import { gotBytes, type Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { createFetches, type Fetch } from './fetches.ts'
import { createPicker, type Order } from './picker.ts'
import { createStallWatch } from './stalls.ts'
import { createTakeovers } from './takeovers.ts'
import { hasAll, isComplete, type SwarmState } from './swarm-state.ts'
import { say } from './say.ts'

export interface Download {
  /** Chunks that could be asked for now, if somebody has them. */
  open (): number
  /** What `guess` will ask for, to be sent with our proof. */
  opening (): OpeningFrame[]
  /** A member came before any page did: the first chunk is asked for unseen, which saves a round trip. */
  guess (channel: Channel, now: Instant, out: Effect[]): void
  /** Pages were added: chunks from `first` on are known. */
  grown (first: number, now: Instant, out: Effect[]): void
  /** Asks for at most so many chunks on a channel; how many it asked for. */
  ask (channel: Channel, most: number, now: Instant, out: Effect[]): number
  /** Lets every channel look for something to ask for. */
  askAll (now: Instant, out: Effect[]): void
  /** A member announced chunks; false when there are no such chunks. */
  heard (channel: Channel, ranges: readonly ChunkRange[], now: Instant, out: Effect[]): boolean
  bytesIn (channel: Channel, bytes: BytesIn, now: Instant, out: Effect[]): void
  chunkIn (chunk: number, senders: readonly Channel[], now: Instant, out: Effect[]): void
  kept (chunk: number, outcome: KeepOutcome, now: Instant, out: Effect[]): void
  /** What we had cannot be read any more: it is fetched again. */
  lost (chunk: number, now: Instant, out: Effect[]): void
  /** A better channel to the member took over: what it owes may come, nothing more is asked. */
  drain (channel: Channel, now: Instant, out: Effect[]): void
  /** A member cannot give what it was asked for now. */
  refused (channel: Channel, chunks: readonly number[], now: Instant, out: Effect[]): void
  /** The channel is gone; what it owed is asked of others. */
  left (channel: Channel, now: Instant, out: Effect[]): void
  /** Nothing is to be asked any more: the transfer paused, failed or went. */
  stop (now: Instant, out: Effect[]): void
  read (first: number, count: number, now: Instant, out: Effect[]): void
}

/** What a slice brought of a chunk, see `LinkListener.bytesIn`. */
type BytesIn = Pick<Extract<Event, { type: 'bytes-in' }>, 'chunk' | 'accepted' | 'wasted' | 'filled'>

export interface DownloadHooks {
  readonly onKept: (chunk: number, now: Instant, out: Effect[]) => void
  readonly onComplete: (now: Instant, out: Effect[]) => void
  /** The store cannot take more. */
  readonly onTrouble: (kind: 'quota' | 'io', now: Instant, out: Effect[]) => void
  /** The peer gave wrong bytes, and nobody else can have. */
  readonly convict: (peer: PeerId, now: Instant, out: Effect[]) => void
}

/** Chunks picked at random at first, so that there is something to trade with others who have just begun. */
const RANDOM_FIRST = 4

/** Creates the download of a getter (or of an author that lost what it had sealed). */
export function createDownload (state: SwarmState, hooks: DownloadHooks): Download {
  const { shared } = state
  const picker = createPicker(shared.random.stream(`picker/${state.no}`))
  const fetches = createFetches(state, picker)
  const takeovers = createTakeovers({ state, fetches, picker, mayAsk, request, cancel })
  const stalls = createStallWatch({ state, fetches, picker, askAll, hurry: takeovers.hurry, leaveAlone })
  const quiet = shared.alarms.create(askAll)
  for (let chunk = 0; chunk < state.known; chunk++) if (!state.have.has(chunk)) picker.add(chunk)

  function mayAsk (channel: Channel, now: Instant): boolean {
    return state.role === 'get' && state.life.state === 'active' && shared.admission.admitted(state.no) &&
      !channel.draining && channel.quietUntil <= now.mono && !state.banned.has(channel.peer)
  }

  function order (): Order {
    for (const channel of state.channels.values()) {
      if (!hasAll(state, channel)) return state.have.count < RANDOM_FIRST ? 'random' : 'rarest'
    }
    return 'in-line'
  }

  function request (channel: Channel, items: readonly RequestItem[], now: Instant, out: Effect[]): void {
    if (items.length === 0) return
    for (let i = 0; i < items.length; i += MAX_REQUEST_ITEMS) {
      say(channel, { type: 'request', items: items.slice(i, i + MAX_REQUEST_ITEMS) }, out)
    }
    stalls.watch(channel, now)
  }

  function ask (channel: Channel, most: number, now: Instant, out: Effect[]): number {
    if (channel.dry || !mayAsk(channel, now)) return 0
    const items: RequestItem[] = []
    const by = order()
    while (items.length < most && channel.flow.room(state.chunkBytes)) {
      if (channel.trust.state === 'stalled' && channel.asks.size > 0) break
      const chunk = fetches.half(channel)?.chunk ?? picker.pick(channel.have, by)
      if (chunk < 0) {
        channel.dry = true
        break
      }
      if (!shared.intake.take(channel, state.chunkBytes, now)) break
      items.push(fetches.assign(channel, chunk, now, out))
    }
    request(channel, items, now, out)
    if (channel.dry) takeovers.steal(channel, now, out)
    return items.length
  }

  function cancel (channel: Channel, chunk: number, out: Effect[]): void {
    say(channel, { type: 'cancel', chunks: [chunkNo(chunk)] }, out)
  }

  function askAll (now: Instant, out: Effect[]): void {
    for (const channel of state.channels.values()) {
      channel.dry = false
      shared.links.fill(channel.flow, now, out)
    }
  }

  function leaveAlone (channel: Channel, untilMs: number): void {
    channel.quietUntil = untilMs
    quiet.setBy(untilMs)
  }

  /** The member has given something: from now on what it announces counts. */
  function delivered (channel: Channel): void {
    if (channel.draining) return
    if (channel.trust.state !== 'delivered') picker.count(channel.have, 1)
    channel.trust = { state: 'delivered', stalls: 0 }
    channel.refusals = 0
    channel.quietUntil = 0
  }

  function suspect (peers: readonly PeerId[], suspected: boolean): void {
    for (const channel of state.channels.values()) if (peers.includes(channel.peer)) channel.suspect = suspected
  }

  /** Nothing is known of the payload, nor asked for. */
  const isUnseen = (): boolean => state.pages.length === 0 && fetches.get(0) === undefined

  /** A page tells whether the first chunk is what it was taken for. */
  function settleGuess (now: Instant, out: Effect[]): void {
    const fetch = state.known === 0 ? undefined : fetches.get(0)
    if (fetch === undefined) return
    if (fetch.bytes !== state.chunkBytes) {
      for (const owner of fetches.forget(fetch, now, out)) cancel(owner, 0, out)
    } else if (fetch.stage === 'early') {
      fetch.stage = 'keeping'
      out.push({ type: 'keep', swarm: state.no, chunk: chunkNo(0) })
    }
  }

  function badDigest (fetch: Fetch, now: Instant, out: Effect[]): void {
    const { from } = fetch
    fetches.again(fetch, from.length !== 1, now, out)
    if (from.length === 1) return hooks.convict(from[0]!, now, out)
    suspect(from, true)
  }

  return {
    open: () => picker.open,
    ask,
    askAll,
    opening () {
      const may = state.role === 'get' && state.life.state === 'active' && shared.admission.hasRoom(state.no)
      if (!may || !isUnseen()) return []
      return [{ type: 'request', items: [{ chunk: chunkNo(0), offset: 0, length: state.chunkBytes }] }]
    },
    guess (channel, now, out) {
      if (!isUnseen() || !mayAsk(channel, now)) return
      if (!shared.intake.take(channel, state.chunkBytes, now)) return
      request(channel, [fetches.assign(channel, 0, now, out)], now, out)
    },
    grown (first, now, out) {
      settleGuess(now, out)
      for (let chunk = first; chunk < state.known; chunk++) {
        if (!state.have.has(chunk) && fetches.get(chunk) === undefined) picker.add(chunk)
      }
      askAll(now, out)
    },
    heard (channel, ranges, now, out) {
      for (const range of ranges) {
        const end = range.first + range.count
        if (range.first >= MAX_CHUNKS) continue // parity
        if (end > MAX_CHUNKS) return false
        for (let chunk: number = range.first; chunk < end; chunk++) {
          if (channel.have.add(chunk) && channel.trust.state === 'delivered') picker.heard(chunk)
        }
      }
      state.furthest = Math.max(state.furthest, channel.have.count)
      channel.dry = false
      shared.links.fill(channel.flow, now, out)
      return true
    },
    bytesIn (channel, { chunk, accepted, wasted, filled }, now, out) {
      const bytes = accepted + wasted
      state.traffic.in += bytes
      state.traffic.twice += wasted
      state.rateIn.add(bytes, now.mono)
      gotBytes(channel, chunk, bytes, now.mono)
      const fetch = fetches.get(chunk)
      // The link knows what it has: a half that it lost is asked for from its beginning.
      if (fetch?.stage === 'asked') fetch.filled = filled
      if (accepted > 0 && fetch !== undefined) {
        fetch.filled = filled
        if (!fetch.from.includes(channel.peer)) fetch.from.push(channel.peer)
        if (channel.trust.state !== 'delivered' || channel.trust.stalls > 0) delivered(channel)
      }
      shared.links.fill(channel.flow, now, out)
    },
    chunkIn (chunk, senders, now, out) {
      const fetch = fetches.get(chunk)
      if (fetch === undefined || fetch.stage === 'keeping' || fetch.stage === 'early') {
        if (fetch?.stage !== 'early') out.push({ type: 'drop', swarm: state.no, chunk: chunkNo(chunk) })
        return
      }
      for (const sender of senders) if (!fetch.from.includes(sender.peer)) fetch.from.push(sender.peer)
      for (const owner of fetches.complete(fetch, now)) cancel(owner, chunk, out)
      if (chunk < state.known) out.push({ type: 'keep', swarm: state.no, chunk: chunkNo(chunk) })
      for (const sender of senders) shared.links.fill(sender.flow, now, out)
      for (const sender of senders) if (sender.dry && mayAsk(sender, now)) takeovers.steal(sender, now, out)
    },
    kept (chunk, outcome, now, out) {
      const fetch = fetches.get(chunk)
      if (fetch === undefined || fetch.stage !== 'keeping') return
      switch (outcome) {
        case 'ok':
          state.have.add(chunk)
          if (fetch.alone) suspect(fetch.from, false)
          fetches.kept(fetch, now, out)
          hooks.onKept(chunk, now, out)
          if (isComplete(state)) hooks.onComplete(now, out)
          return
        case 'bad-digest': badDigest(fetch, now, out); break
        case 'unlisted': fetches.again(fetch, false, now, out); break
        case 'quota': case 'disk-full':
          fetches.again(fetch, false, now, out)
          return hooks.onTrouble('quota', now, out)
        case 'io':
          fetches.again(fetch, false, now, out)
          return hooks.onTrouble('io', now, out)
      }
      askAll(now, out)
    },
    lost (chunk, now, out) {
      if (!state.have.delete(chunk)) return
      picker.add(chunk)
      askAll(now, out)
    },
    drain (channel, now, out) {
      channel.draining = true
      shared.intake.forget(channel)
      if (channel.trust.state === 'delivered') picker.count(channel.have, -1)
      channel.trust = { state: 'new', stalls: 0 }
      if (state.life.state === 'active') stalls.watch(channel, now)
      askAll(now, out)
    },
    refused (channel, chunks, now, out) {
      let any = false
      for (const chunk of chunks) {
        // Who has not even a first page yet is not to blame for a guess.
        any = (channel.asks.has(chunk) && chunk < state.known) || any
        fetches.unassign(channel, chunk, now, out)
      }
      if (!any) return
      leaveAlone(channel, now.mono + Math.min(MAX_QUIET_MS, QUIET_MS * 2 ** Math.min(channel.refusals++, 10)))
      askAll(now, out)
    },
    left (channel, now, out) {
      shared.intake.forget(channel)
      if (channel.trust.state === 'delivered') picker.count(channel.have, -1)
      for (const chunk of channel.asks.keys()) fetches.unassign(channel, chunk, now, out)
      askAll(now, out)
    },
    stop (now, out) {
      quiet.clear()
      for (const channel of state.channels.values()) {
        shared.intake.forget(channel)
        const chunks = [...channel.asks.keys()]
        for (const chunk of chunks) fetches.unassign(channel, chunk, now, out)
        for (let i = 0; i < chunks.length; i += MAX_REQUEST_ITEMS) {
          say(channel, { type: 'cancel', chunks: chunks.slice(i, i + MAX_REQUEST_ITEMS).map(chunkNo) }, out)
        }
      }
    },
    read (first, count, now, out) {
      picker.read(first, count)
      askAll(now, out)
      takeovers.hurry(now, out)
      if (count > 0) stalls.soon(now)
    },
  }
}
