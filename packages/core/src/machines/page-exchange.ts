/**
 * Pages and heads of one swarm: asking for what we miss in order, handing it to the store to be verified, and sending
 * others what we know. Requests are also subscriptions: who asked is sent later pages as they come, so that a payload
 * that is still being made costs no round trip per page.
 */
import type { Instant } from '../ids.ts'
import { pageNo } from '../ids.ts'
import { MAX_PAGES, MAX_PAGES_AHEAD } from '../limits.ts'
import type { PageVerdict } from '../ports.ts'
import type { OpeningFrame } from '../pure/frame.ts'
import type { Head, PageSummary } from '../pure/page.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { chunksOn, schemeOf, type SwarmState } from './swarm-state.ts'
import { say } from './say.ts'

export interface PageExchange {
  /** What `joined` will ask for, to be sent with our proof. */
  opening (): OpeningFrame[]
  joined (channel: Channel, by: 'us' | 'them', now: Instant, out: Effect[]): void
  left (channel: Channel, now: Instant, out: Effect[]): void
  /** A member asks for pages. */
  wanted (channel: Channel, first: number, count: number, out: Effect[]): void
  /** A member announced its newest head. */
  headHeard (channel: Channel, head: Head, now: Instant, out: Effect[]): void
  headChecked (channel: Channel | undefined, checked: HeadChecked, now: Instant, out: Effect[]): void
  pageIn (channel: Channel, head: Head, now: Instant, out: Effect[]): void
  pageChecked (result: PageVerdict, now: Instant, out: Effect[]): void
  /** We signed a page. */
  signed (page: PageSummary, head: Head, now: Instant, out: Effect[]): void
  /** An author fetches pages of its own that it met in the swarm, and must not append meanwhile. */
  readonly adopting: boolean
  /** The transfer goes on over links that stayed: what came meanwhile was dropped and is asked for again. */
  resume (now: Instant, out: Effect[]): void
  stop (): void
}

type HeadChecked = Pick<Extract<Event, { type: 'head-checked' }>, 'head' | 'verdict'>

export interface PageHooks {
  /** A page was added; chunks from `first` on are new. `adopted`: it came from a member. */
  readonly onPage: (first: number, adopted: boolean, now: Instant, out: Effect[]) => void
  /** A member that has all pages before it is about to be sent a new page. */
  readonly onPush: (channel: Channel, page: PageSummary, out: Effect[]) => void
  /** Some members were not sent a new page and have yet to hear of it. */
  readonly onUntold: (page: PageSummary, now: Instant) => void
  readonly onConflict: (head: Head | undefined, now: Instant, out: Effect[]) => void
  readonly onForged: (channel: Channel, now: Instant, out: Effect[]) => void
  readonly onTrouble: (kind: 'quota' | 'io', now: Instant, out: Effect[]) => void
}

interface PageRequest { readonly channel: Channel, until: number, since: number }

/** Chunk links of the pages that a listener pushes to whoever joins: a few hundred bytes that save a round trip. */
const PUSH_ON_JOIN_CHUNKS = 32

/** Heads of one member that the store looks at at once; honest ones come ten a second at most. */
const MAX_HEADS_CHECKING = 4

/** Creates the page exchange of a swarm. */
export function createPageExchange (state: SwarmState, hooks: PageHooks): PageExchange {
  const alarm = state.shared.alarms.create(late)
  let request: PageRequest | undefined
  /** Pages given to the store, in order, and who sent them. */
  const checking: { readonly channel: Channel, readonly head: Head }[] = []
  /** The next page to be given to the store. */
  let next = state.pages.length
  /** One of `checking` failed: those behind it will fail too. */
  let broken = false
  /** Pages that the swarm has of ours, as far as we met them. */
  let adoptUntil = 0
  /** By page, those of this run: a head we know needs no look into the store. */
  const heads: (Head | undefined)[] = []
  if (state.head !== undefined) heads[state.head.page] = state.head

  const adopting = (): boolean => state.pages.length < adoptUntil
  const wanting = (): boolean => !state.final && (state.role !== 'send' || adopting()) && state.life.state === 'active'

  const nextPages = (): OpeningFrame => ({ type: 'want-pages', first: pageNo(next), count: MAX_PAGES_AHEAD })

  function want (channel: Channel, now: Instant, out: Effect[]): void {
    say(channel, nextPages(), out)
    request = { channel, until: next + MAX_PAGES_AHEAD, since: now.mono }
    alarm.setBy(now.mono + channel.flow.stallMs())
  }

  /** Asks whoever announced the next page, `not` only if nobody else did. */
  function seekPages (now: Instant, out: Effect[], not?: Channel): void {
    if (request !== undefined && next >= request.until) request = undefined
    if (!wanting() || broken) return
    if (request !== undefined && request.channel.headPage >= next) {
      return alarm.setBy(request.since + request.channel.flow.stallMs())
    }
    let found: Channel | undefined
    for (const channel of state.channels.values()) {
      if (channel.headPage < next || channel === request?.channel || channel.draining) continue
      if (channel !== not) return want(channel, now, out)
      found = channel
    }
    if (found !== undefined) want(found, now, out)
  }

  function late (now: Instant, out: Effect[]): void {
    // Where nothing more was promised, what was asked for stands, and is sent when it is made.
    if (request === undefined || request.channel.headPage < next) return
    const due = request.since + request.channel.flow.stallMs()
    if (due > now.mono) return alarm.setBy(due)
    const { channel } = request
    request = undefined
    seekPages(now, out, channel)
  }

  function push (channel: Channel, page: PageSummary, out: Effect[]): void {
    out.push({ type: 'send-page', chan: channel.chan, page: page.page })
    channel.pagesThere = page.page + 1
  }

  function add (page: PageSummary, head: Head, fetched: boolean, now: Instant, out: Effect[]): void {
    const first = state.known
    state.pages.push(page)
    if (page.kind === 'parity') state.parityListed += page.count
    else state.known = chunksOn(state.pages)
    if (page.page === 0) state.scheme = schemeOf(state.pages) ?? state.scheme
    state.final = page.final
    state.chunkBytes = page.chunkBytes
    state.head = head
    heads[page.page] = head
    next = Math.max(next, state.pages.length)
    hooks.onPage(first, fetched, now, out)
    let told = true
    for (const channel of state.channels.values()) {
      if (channel.draining || channel.pagesThere > page.page) continue
      if (channel.pagesThere === page.page && (state.role === 'send' || channel.subscribed)) {
        hooks.onPush(channel, page, out)
        push(channel, page, out)
      } else told = false
    }
    if (!told) hooks.onUntold(page, now)
  }

  function failed (now: Instant, out: Effect[]): void {
    broken = checking.length > 0
    if (!broken) next = state.pages.length
    request = undefined
    seekPages(now, out)
  }

  return {
    get adopting () { return adopting() },
    opening: () => wanting() && request === undefined ? [nextPages()] : [],
    joined (channel, by, now, out) {
      if (wanting() && request === undefined) want(channel, now, out)
      if (by === 'us') return
      let links = 0
      for (const page of state.pages) {
        links += page.count
        if (links > PUSH_ON_JOIN_CHUNKS) break
        push(channel, page, out)
        channel.pagesPushed = page.page + 1
      }
    },
    left (channel, now, out) {
      if (request?.channel === channel) request = undefined
      seekPages(now, out)
    },
    wanted (channel, first, count, out) {
      channel.subscribed = true
      // Who asks on beyond what there is has not got the pages before; they are sent as they come.
      if (first !== channel.pagesWanted) channel.pagesThere = Math.max(channel.pagesThere, first)
      channel.pagesWanted = first + count
      // What was pushed when it joined crossed its request on the way.
      const from = Math.max(first, channel.pagesPushed)
      channel.pagesPushed = 0
      const end = Math.min(first + Math.min(count, MAX_PAGES_AHEAD), state.pages.length)
      for (let page = from; page < end; page++) push(channel, state.pages[page]!, out)
    },
    headHeard (channel, head, now, out) {
      if (request?.channel === channel && channel.headPage < next) request.since = now.mono
      channel.headPage = Math.max(channel.headPage, head.page)
      channel.pagesThere = Math.max(channel.pagesThere, Math.min(head.page + 1, MAX_PAGES))
      if (state.role !== 'send' && head.page >= state.pages.length && !state.final) return seekPages(now, out)
      const known = heads[head.page]
      if (known !== undefined && sameBytes(known.digest, head.digest)) return
      // Checking a signature costs us more than inventing one costs a member.
      if (channel.headsChecking >= MAX_HEADS_CHECKING) return
      channel.headsChecking++
      out.push({ type: 'check-head', swarm: state.no, chan: channel.chan, head })
    },
    headChecked (channel, { head, verdict }, now, out) {
      if (channel !== undefined) channel.headsChecking--
      switch (verdict) {
        case 'known': return
        case 'conflict': return hooks.onConflict(head, now, out)
        case 'forged': return channel === undefined ? undefined : hooks.onForged(channel, now, out)
        case 'ahead':
          if (state.final) return hooks.onConflict(head, now, out)
          if (state.role === 'send') adoptUntil = Math.max(adoptUntil, head.page + 1)
          return seekPages(now, out)
      }
    },
    pageIn (channel, head, now, out) {
      channel.headPage = Math.max(channel.headPage, head.page)
      channel.pagesThere = Math.max(channel.pagesThere, Math.min(head.page + 1, MAX_PAGES))
      if (!wanting() || broken || head.page !== next) return
      out.push({ type: 'check-page', swarm: state.no, chan: channel.chan })
      checking.push({ channel, head })
      next++
      if (request?.channel !== channel) return
      request.since = now.mono
      const ahead = request.until - next
      if (head.final) request = undefined
      else if (ahead <= MAX_PAGES_AHEAD / 2) {
        const count = MAX_PAGES_AHEAD - ahead
        say(channel, { type: 'want-pages', first: pageNo(request.until), count }, out)
        request.until += count
        alarm.setBy(now.mono + channel.flow.stallMs())
      }
    },
    pageChecked (result, now, out) {
      const checked = checking.shift()
      if (checked === undefined) return
      if (broken && checking.length === 0) {
        broken = false
        next = state.pages.length
      }
      switch (result.verdict) {
        case 'ok':
          if (result.page.page !== state.pages.length) return failed(now, out)
          add(result.page, checked.head, true, now, out)
          return seekPages(now, out)
        case 'known': case 'out-of-order': return failed(now, out)
        case 'forged':
          failed(now, out)
          return hooks.onForged(checked.channel, now, out)
        case 'conflict':
          failed(now, out)
          return hooks.onConflict(checked.head, now, out)
        case 'disk-full':
          failed(now, out)
          return hooks.onTrouble('quota', now, out)
        case 'io':
          failed(now, out)
          return hooks.onTrouble('io', now, out)
      }
    },
    signed (page, head, now, out) {
      if (page.page !== state.pages.length) return
      add(page, head, false, now, out)
    },
    resume (now, out) {
      seekPages(now, out)
      if (!wanting() || broken || request !== undefined) return
      for (const channel of state.channels.values()) if (!channel.draining) return want(channel, now, out)
    },
    stop () {
      alarm.clear()
      request = undefined
    },
  }
}

function sameBytes (a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
