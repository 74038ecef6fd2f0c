/**
 * The end of a payload: nothing is left to ask for, some members still owe much, others are idle.
 *
 * What a slow member has not begun is moved to an idle one, which costs nothing when the cancel arrives in time. Only
 * what cannot be moved is asked twice, and only as far as the payload's share for that goes.
 */
import { holds, type Channel } from './channel.ts'
import type { Fetch, Fetches } from './fetches.ts'
import type { SwarmState } from './swarm-state.ts'

export interface Steal {
  readonly fetch: Fetch
  /** The owner to cancel it at; undefined: it is asked twice. */
  readonly from: Channel | undefined
}

/** The idle member must be sooner by this factor, or chunks would wander between equals. */
const SOONER = 1.5
/** Milliseconds by which it must be sooner at least: cancels that come too late waste more than less would gain. */
const SOONER_MS = 500
/** Moves of one chunk. */
const MAX_MOVES = 3
/** Milliseconds after which a chunk that nobody has begun to send is moved to a member who sends us nothing. */
const WAITED_MS = 300
/** Milliseconds that a cancel may take beyond the round trip. */
const CANCEL_MS = 50

export interface StealOptions {
  readonly state: SwarmState
  readonly fetches: Fetches
  readonly idle: Channel
  /** Bytes that may still be asked for a second time. */
  readonly spareBytes: number
  readonly nowMs: number
}

/** The chunk that an idle channel should take over from whoever needs longest for it, if that pays. */
export function findSteal ({ state, fetches, idle, spareBytes, nowMs }: StealOptions): Steal | undefined {
  const mine = idle.flow.perSecond()
  let best: Steal | undefined
  let longest = 0
  for (const owner of state.channels.values()) {
    if (owner.peer === idle.peer || owner.asks.size === 0) continue
    const rate = owner.flow.perSecond()
    const silentMs = nowMs - owner.lastBytesAt
    let ahead = 0
    for (const ask of owner.asks.values()) {
      const beforeMs = msFor(ahead, rate) + silentMs
      ahead += ask.left
      const fetch = fetches.get(ask.chunk)
      if (fetch === undefined || fetch.owners.length > 1 || !mayTake(fetch, idle)) continue
      const theirsMs = msFor(ahead, rate) + silentMs
      const oursMs = idle.flow.rttMs + msFor(idle.askedBytes + ask.left, mine > 0 ? mine : rate)
      // Whom everybody asks has a long line; who sends us nothing at all may be quicker, whatever rates tell.
      const isLate = idle.asks.size === 0 && fetch.filled === 0 && nowMs - ask.askedAt >= WAITED_MS
      const isSooner = oursMs < Infinity && theirsMs >= oursMs * SOONER + SOONER_MS
      if (!(isSooner || (isLate && fetch.moves < MAX_MOVES)) || theirsMs <= longest) continue
      const begun = fetch.filled > 0 || beforeMs < owner.flow.rttMs + CANCEL_MS
      if (!begun && fetch.moves < MAX_MOVES) best = { fetch, from: owner }
      else if (ask.left <= spareBytes) best = { fetch, from: undefined }
      else continue
      longest = theirsMs
    }
  }
  return best
}

function msFor (bytes: number, perSecond: number): number {
  if (bytes === 0) return 0
  return perSecond > 0 ? bytes * 1000 / perSecond : Infinity
}

function mayTake (fetch: Fetch, idle: Channel): boolean {
  return fetch.stage === 'asked' && !fetch.alone && !idle.suspect && holds(idle, fetch.chunk)
}
