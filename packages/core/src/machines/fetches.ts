/**
 * Chunks on their way: who was asked for which, and halves that stay when a link is cut.
 *
 * A chunk has one owner, two only at the very end. Its bytes are gathered in the link from the front; whoever is asked
 * next continues where the last one stopped, unless it was asked `alone` because somebody gave wrong bytes.
 */
import type { Instant, PeerId } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import { MAX_PARTIAL_CHUNKS } from '../limits.ts'
import type { RequestItem } from '../pure/frame.ts'
import { asked, holds, unask, type Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import { isListed, type SwarmState } from './swarm-state.ts'

export interface Fetch {
  readonly chunk: number
  /**
   * `half`: nobody owns it, its first bytes are here. `early`: it is here, but no page lists it yet.
   * `keeping`: the store verifies it.
   */
  stage: 'asked' | 'half' | 'early' | 'keeping'
  /** Bytes of the chunk, as far as was known when it was first asked for. */
  readonly bytes: number
  /** Bytes gathered from the front. */
  filled: number
  readonly owners: Channel[]
  /** Members whose bytes are among those gathered. */
  from: PeerId[]
  /** To be fetched whole from one member: several gave bytes and some were wrong. */
  alone: boolean
  /** It counts in the engine's intake. */
  charged: boolean
  /** Times it went to another owner before anything came. */
  moves: number
}

export interface Fetches {
  get (chunk: number): Fetch | undefined
  values (): Iterable<Fetch>
  /** The fullest half that the channel could complete. */
  half (channel: Channel): Fetch | undefined
  /** Asks a channel for a chunk, or for the rest of it; room in the intake was taken before. */
  assign (channel: Channel, chunk: number, now: Instant, out: Effect[]): RequestItem
  /** The channel will not deliver it: with no owner left it is a half or may be picked again. */
  unassign (channel: Channel, chunk: number, now: Instant, out: Effect[]): boolean
  /** All bytes are here: its owners owe nothing more; those who do owe are returned. */
  complete (fetch: Fetch, now: Instant): Channel[]
  /** It could not be kept: to be fetched again, `alone` if its bytes were wrong. */
  again (fetch: Fetch, alone: boolean, now: Instant, out: Effect[]): void
  /** The store has it. */
  kept (fetch: Fetch, now: Instant, out: Effect[]): void
  /** It was asked for in a wrong size: its owners, to be told, and everything of it is forgotten. */
  forget (fetch: Fetch, now: Instant, out: Effect[]): readonly Channel[]
}

/** Where chunks come from that are asked for, and go back to when they may be asked for again. */
export interface FetchPool {
  take (chunk: number): void
  add (chunk: number): void
}

/** Creates fetches of a swarm. */
export function createFetches (state: SwarmState, pool: FetchPool): Fetches {
  const fetches = new Map<number, Fetch>()
  const halves = new Set<Fetch>()
  const { intake } = state.shared

  function spoil (fetch: Fetch, out: Effect[]): void {
    out.push({ type: 'drop', swarm: state.no, chunk: chunkNo(fetch.chunk) })
    fetch.filled = 0
    fetch.from = []
  }

  function discharge (fetch: Fetch, now: Instant, out: Effect[]): void {
    if (!fetch.charged) return
    fetch.charged = false
    intake.give(fetch.bytes, now, out)
  }

  function reopen (fetch: Fetch): void {
    fetches.delete(fetch.chunk)
    halves.delete(fetch)
    if (isListed(state, fetch.chunk)) pool.add(fetch.chunk)
  }

  /** Halves cost memory in the link: the emptiest gives way. */
  function rest (fetch: Fetch, out: Effect[]): void {
    if (fetch.filled === 0 && !fetch.alone) {
      // What still comes must not gather in the link behind our back: the next owner would be asked for it again.
      spoil(fetch, out)
      return reopen(fetch)
    }
    fetch.stage = 'half'
    halves.add(fetch)
    if (halves.size <= MAX_PARTIAL_CHUNKS) return
    let least = fetch
    for (const half of halves) if (half.filled < least.filled) least = half
    spoil(least, out)
    if (least.alone) return
    reopen(least)
  }

  return {
    get: (chunk) => fetches.get(chunk),
    values: () => fetches.values(),
    half (channel) {
      let best: Fetch | undefined
      for (const half of halves) {
        if (holds(channel, half.chunk) && (best === undefined || half.filled > best.filled)) best = half
      }
      return best
    },
    assign (channel, chunk, now, out) {
      let fetch = fetches.get(chunk)
      if (fetch === undefined) {
        pool.take(chunk)
        fetch = {
          chunk, stage: 'asked', bytes: state.chunkBytes, filled: 0, owners: [], from: [], alone: false,
          charged: true, moves: 0,
        }
        fetches.set(chunk, fetch)
      }
      const alone = fetch.alone || channel.suspect
      if (alone && fetch.from.some((peer) => peer !== channel.peer)) spoil(fetch, out)
      halves.delete(fetch)
      fetch.stage = 'asked'
      fetch.charged = true
      fetch.owners.push(channel)
      const length = fetch.bytes - fetch.filled
      asked(channel, chunk, length, now.mono)
      out.push({ type: 'expect', chan: channel.chan, chunk: chunkNo(chunk), chunkBytes: fetch.bytes, alone })
      return { chunk: chunkNo(chunk), offset: fetch.filled, length }
    },
    unassign (channel, chunk, now, out) {
      const fetch = fetches.get(chunk)
      if (!unask(channel, chunk, now.mono) || fetch === undefined) return false
      const index = fetch.owners.indexOf(channel)
      if (index >= 0) fetch.owners.splice(index, 1)
      if (fetch.stage !== 'asked' || fetch.owners.length > 0) return false
      rest(fetch, out)
      discharge(fetch, now, out)
      return true
    },
    complete (fetch, now) {
      const owing: Channel[] = []
      for (const owner of fetch.owners) {
        const left = owner.asks.get(fetch.chunk)?.left ?? 0
        if (unask(owner, fetch.chunk, now.mono) && left > 0) owing.push(owner)
      }
      fetch.owners.length = 0
      fetch.stage = isListed(state, fetch.chunk) ? 'keeping' : 'early'
      halves.delete(fetch)
      return owing
    },
    again (fetch, alone, now, out) {
      spoil(fetch, out)
      fetch.alone = alone
      rest(fetch, out)
      discharge(fetch, now, out)
    },
    kept (fetch, now, out) {
      fetches.delete(fetch.chunk)
      discharge(fetch, now, out)
    },
    forget (fetch, now, out) {
      spoil(fetch, out)
      fetches.delete(fetch.chunk)
      halves.delete(fetch)
      discharge(fetch, now, out)
      return fetch.owners.filter((owner) => unask(owner, fetch.chunk, now.mono))
    },
  }
}
