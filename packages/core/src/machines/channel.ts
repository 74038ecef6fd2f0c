import type { ChanNo, PeerId, SwarmNo } from '../ids.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import type { ChunkSet } from './chunk-set.ts'
import { createChunkSet } from './chunk-set.ts'
import type { Flow } from './flow.ts'

/** What was asked for on a channel and has not come in yet. */
export interface Ask {
  readonly chunk: number
  /** Bytes still to come. */
  left: number
  readonly askedAt: number
}

/**
 * How far a member is believed: what it announces counts for rarity only while it delivers. One that stalled twice in a
 * row on what it announced is asked for one chunk at a time until it delivers again.
 */
export interface Trust { readonly state: 'new' | 'delivered' | 'stalled', readonly stalls: number }

/** One member's side of a swarm on one connection: what it has, what we asked of it, how well it does. */
export interface Channel {
  readonly chan: ChanNo
  readonly swarm: SwarmNo
  readonly flow: Flow
  readonly peer: PeerId
  /** Data chunks that the member announced. */
  readonly have: ChunkSet
  /** Parity chunks that it announced, counted from 0; of who has all data: all, since it makes them on demand. */
  readonly parity: ChunkSet
  /** What we have and it does not know of, because it has that itself. */
  untold: number[]
  /** In the order in which they were asked. */
  readonly asks: Map<number, Ask>
  /** Bytes of `asks` still to come. */
  askedBytes: number
  trust: Trust
  /** Stalls since it last gave a whole chunk: halves alone do not clear them. */
  letLie: number
  lastBytesAt: number
  /** A better channel to the same member took over: what was asked may still come, nothing more is asked. */
  draining: boolean
  /** Nothing to ask for, until somebody has more or something is free again. */
  dry: boolean
  /** It gave a part of a chunk that was wrong: asked for whole chunks alone, so that the next one proves it. */
  suspect: boolean
  /** Refusals without a chunk in between, since when, and until when it is left alone. */
  refusals: number
  refusingSince: number
  quietUntil: number
  /** Heads of it that the store is looking at. */
  headsChecking: number
  /** Newest page it announced; -1 before. */
  headPage: number
  /** Pages that it has or that we sent it. */
  pagesThere: number
  /** Pages sent unasked when it joined, which its first request may ask for again. */
  pagesPushed: number
  /** First page that it has not asked for. */
  pagesWanted: number
  /** It asked for pages: later ones are sent without asking. */
  subscribed: boolean
  /** Members whom we told it of. */
  readonly peersTold: Set<PeerId>
  /** Receipts that it told us of, or we it. */
  readonly receipts: ChunkSet
  /** What it keeps for others, or is about to; undefined before it said so. */
  keeps: { readonly columns: readonly number[], readonly full: boolean } | undefined
  /** When the member last asked for a chunk; at first, when it came. */
  wantedAt: number
  /** Chunks it asked for since it last announced any: it is about to have them. */
  wantedChunks: number
  /** Bytes moved on this channel: its connection may be dialled again at once. */
  moved: boolean
}

/** Creates the channel of a member that has just proven itself. */
export function createChannel (chan: ChanNo, swarm: SwarmNo, flow: Flow, nowMs: number): Channel {
  return {
    chan,
    swarm,
    flow,
    peer: flow.connection.peer,
    have: createChunkSet(),
    parity: createChunkSet(),
    untold: [],
    asks: new Map(),
    askedBytes: 0,
    trust: { state: 'new', stalls: 0 },
    letLie: 0,
    lastBytesAt: nowMs,
    draining: false,
    dry: false,
    suspect: false,
    refusals: 0,
    refusingSince: 0,
    quietUntil: 0,
    headsChecking: 0,
    headPage: -1,
    pagesThere: 0,
    pagesPushed: 0,
    pagesWanted: 0,
    subscribed: false,
    peersTold: new Set(),
    receipts: createChunkSet(),
    keeps: undefined,
    wantedAt: nowMs,
    wantedChunks: 0,
    moved: false,
  }
}

/** Whether the member announced a chunk, data or parity. */
export function holds (channel: Channel, chunk: number): boolean {
  return chunk < FIRST_PARITY ? channel.have.has(chunk) : channel.parity.has(chunk - FIRST_PARITY)
}

/** The member announces a chunk, data or parity; whether it had not before. */
export function heardOf (channel: Channel, chunk: number): boolean {
  return chunk < FIRST_PARITY ? channel.have.add(chunk) : channel.parity.add(chunk - FIRST_PARITY)
}

/** Counts a request. */
export function asked (channel: Channel, chunk: number, bytes: number, nowMs: number): void {
  if (channel.asks.size === 0) channel.lastBytesAt = nowMs
  channel.asks.set(chunk, { chunk, left: bytes, askedAt: nowMs })
  channel.askedBytes += bytes
  channel.flow.asked(bytes, nowMs)
}

/** Counts bytes that came in, asked for or not. */
export function gotBytes (channel: Channel, chunk: number, bytes: number, nowMs: number): void {
  channel.lastBytesAt = nowMs
  const ask = channel.asks.get(chunk)
  if (ask === undefined) return
  const expected = Math.min(bytes, ask.left)
  ask.left -= expected
  channel.askedBytes -= expected
  channel.flow.got(expected, nowMs)
}

/** Forgets a request: it came, was canceled, or will not be answered. */
export function unask (channel: Channel, chunk: number, nowMs: number): boolean {
  const ask = channel.asks.get(chunk)
  if (ask === undefined) return false
  channel.asks.delete(chunk)
  channel.askedBytes -= ask.left
  channel.flow.released(ask.left, nowMs)
  return true
}
