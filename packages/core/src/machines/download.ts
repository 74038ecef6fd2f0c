/**
 * Getting chunks: asks members for what they have and we miss, and watches that it comes.
 *
 * One chunk: picked -> `expect`, `request` -> `bytes-in`... -> `chunk-in` -> `keep` -> `kept`, all in constant time.
 * What no linked member has is made of parity where there is some: `coded`, which other payloads do without.
 */
import { chunkNo, type Instant } from '../ids.ts'
import { MAX_CHUNKS, MAX_REQUEST_ITEMS } from '../limits.ts'
import type { RequestItem } from '../pure/frame.ts'
import { CHUNK_NUMBERS, FIRST_PARITY } from '../pure/parity-name.ts'
import { createArrivals } from './arrivals.ts'
import { gotBytes, heardOf, type Channel } from './channel.ts'
import { codedOf } from './coded.ts'
import type { Download, DownloadHooks } from './download-types.ts'
import type { Effect } from './effect.ts'
import { createFetches } from './fetches.ts'
import { createGuess } from './guess.ts'
import { createPicker, type Order } from './picker.ts'
import { createQuiet } from './quiet.ts'
import { createStallWatch } from './stalls.ts'
import { createTakeovers } from './takeovers.ts'
import { dropUnwanted, hasAll, isListed, wants, type SwarmState } from './swarm-state.ts'
import { say } from './say.ts'

/** When a download is made nobody is linked yet. */
const NOBODY_YET: Instant = { mono: 0, wall: 0 }

/** Chunks picked at random at first, so that there is something to trade with others who have just begun. */
const RANDOM_FIRST = 4

/** Creates the download of a getter (or of an author that lost what it had sealed). */
export function createDownload (state: SwarmState, hooks: DownloadHooks): Download {
  const { shared } = state
  const picker = createPicker(shared.random.stream(`picker/${state.no}`))
  /** Chunks that may be asked for: those we want, and those that only help to make them. */
  const fetches = createFetches(state, {
    take (chunk) {
      if (isPicked(chunk)) picker.take(chunk)
      else coded?.recovery.taken(chunk)
    },
    add (chunk) {
      if (isPicked(chunk)) picker.add(chunk)
      else coded?.recovery.released(chunk)
    },
  })
  const quiet = createQuiet(state, askAll)
  const takeovers = createTakeovers({ state, fetches, picker, mayAsk, request, cancel })
  const stalls = createStallWatch({
    state, fetches, picker, onDoubted: review, askAll, hurry: takeovers.hurry, leaveAlone: quiet.leaveAlone,
  })
  const guess = createGuess({ state, fetches, mayAsk, request, cancel })
  const arrivals = createArrivals({
    state, fetches, picker, takeovers, hooks, mayAsk, cancel, askAll, coded: () => coded,
  })
  let coded = codedOf(state, NOBODY_YET)
  for (let chunk = 0; chunk < state.known; chunk++) if (isOpen(chunk)) picker.add(chunk)

  /** A data chunk that we want for itself. */
  function isPicked (chunk: number): boolean {
    return chunk < FIRST_PARITY && wants(state, chunk)
  }

  function isOpen (chunk: number): boolean {
    return !state.have.has(chunk) && wants(state, chunk)
  }

  function mayAsk (channel: Channel, now: Instant): boolean {
    return state.role !== 'send' && state.life.state === 'active' && shared.admission.admitted(state.no) &&
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
      const chunk = fetches.half(channel)?.chunk ?? next(channel, by, out)
      if (chunk < 0) {
        channel.dry = true
        hooks.onDry(now)
        break
      }
      if (!shared.intake.take(channel, state.chunkBytes, now)) break
      items.push(fetches.assign(channel, chunk, now, out))
    }
    request(channel, items, now, out)
    if (channel.dry) takeovers.steal(channel, now, out)
    return items.length
  }

  /** Parity comes last, unless a reader waits for what it makes. */
  function next (channel: Channel, by: Order, out: Effect[]): number {
    if (coded === undefined) return picker.pick(channel.have, by)
    const { recovery } = coded
    const { window } = picker
    const urgent = window.end > window.first ? recovery.pickFor(window, channel, out) : -1
    if (urgent >= 0) return urgent
    const chunk = picker.pick(channel.have, by)
    return chunk >= 0 ? chunk : recovery.pick(channel, out)
  }

  /** What is in sight may have changed: others may help with what they were not asked for. */
  function review (channel: Channel, now: Instant, out: Effect[]): void {
    if (coded === undefined) return
    const before = coded.coverage.ready.count
    coded.review(channel, now)
    if (coded.coverage.ready.count > before) askAll(now, out)
  }

  function cancel (channel: Channel, chunk: number, out: Effect[]): void {
    say(channel, { type: 'cancel', chunks: [chunkNo(chunk)] }, out)
  }

  function askAll (now: Instant, out: Effect[]): void {
    coded?.recovery.resume(out)
    // Who stalled most comes last, or what some let lie would go round among them for ever.
    const channels = [...state.channels.values()].sort((a, b) => a.letLie - b.letLie)
    for (const channel of channels) {
      channel.dry = false
      shared.links.fill(channel.flow, now, out)
    }
  }

  /** The member has given something: from now on what it announces counts. */
  function delivered (channel: Channel, now: Instant, out: Effect[]): void {
    if (channel.draining) return
    if (channel.trust.state !== 'delivered') picker.count(channel.have, 1)
    channel.trust = { state: 'delivered', stalls: 0 }
    channel.refusals = 0
    channel.quietUntil = 0
    review(channel, now, out)
  }

  const download: Download = {
    ...arrivals,
    open: () => picker.open,
    guess,
    coverage: () => coded?.coverage,
    ask,
    askAll,
    joined (channel, now, out) {
      guess.ask(channel, now, out)
      review(channel, now, out)
    },
    grown (first, now, out) {
      guess.settle(now, out)
      for (let chunk = first; chunk < state.known; chunk++) {
        if (isOpen(chunk) && fetches.get(chunk) === undefined) picker.add(chunk)
      }
      coded ??= codedOf(state, now)
      askAll(now, out)
    },
    heard (channel, ranges, now, out) {
      const ready = coded?.coverage.ready.count ?? 0
      const before = channel.have.count + channel.parity.count
      for (const { first, count } of ranges) {
        if (count > MAX_CHUNKS || first + count > CHUNK_NUMBERS) return false
        for (let chunk: number = first; chunk < first + count; chunk++) {
          if (!heardOf(channel, chunk)) continue
          if (chunk < FIRST_PARITY && channel.trust.state === 'delivered') picker.heard(chunk)
          coded?.heard(channel, chunk)
        }
      }
      coded?.heardAll(channel)
      // Who says again what it has said before can give it again.
      if (channel.have.count + channel.parity.count === before) channel.quietUntil = 0
      state.furthest = Math.max(state.furthest, channel.have.count)
      channel.dry = false
      if (coded !== undefined && coded.coverage.ready.count > ready) askAll(now, out)
      else shared.links.fill(channel.flow, now, out)
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
        if (channel.trust.state !== 'delivered' || channel.trust.stalls > 0) delivered(channel, now, out)
        else if (channel.refusals > 0 && channel.quietUntil <= now.mono) {
          channel.refusals = 0
          review(channel, now, out)
        }
      }
      shared.links.fill(channel.flow, now, out)
    },
    drain (channel, now, out) {
      channel.draining = true
      shared.intake.forget(channel)
      if (channel.trust.state === 'delivered') picker.count(channel.have, -1)
      channel.trust = { state: 'new', stalls: 0 }
      coded?.review(channel, now)
      if (state.life.state === 'active') stalls.watch(channel, now)
      askAll(now, out)
    },
    refused (channel, chunks, now, out) {
      let any = false
      for (const chunk of chunks) {
        // Who has not even a first page yet is not to blame for a guess.
        any = (channel.asks.has(chunk) && isListed(state, chunk)) || any
        fetches.unassign(channel, chunk, now, out)
      }
      if (!any) return
      quiet.refused(channel, now)
      coded?.review(channel, now)
      askAll(now, out)
    },
    left (channel, now, out) {
      shared.intake.forget(channel)
      if (channel.trust.state === 'delivered') picker.count(channel.have, -1)
      coded?.review(channel, now)
      for (const chunk of channel.asks.keys()) fetches.unassign(channel, chunk, now, out)
      askAll(now, out)
    },
    keepColumns (columns, now, out) {
      download.stop(now, out)
      state.columns = columns
      dropUnwanted(state)
      for (let chunk = 0; chunk < state.known; chunk++) picker[isOpen(chunk) ? 'add' : 'take'](chunk)
      coded = codedOf(state, now)
      askAll(now, out)
    },
    stop (now, out) {
      quiet.stop()
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
  return download
}
