/**
 * The author's side of a payload that is being made: seals the source in batches, cuts pages, has them signed. Where
 * there is parity it is made when all data is listed, and listed on pages of its own.
 *
 * While a receiver follows closely, sealing stays a fixed stretch ahead of it: chunks leave from memory and are sealed
 * once. While nobody downloads it runs at full speed, and beside a receiver far behind in small batches, between which
 * the store can read for it.
 */
import type { Instant } from '../ids.ts'
import { MAX_CHUNKS, MAX_PAGES, MAX_PARITY_CHUNKS, SEAL_AHEAD_BYTES, SEAL_BATCH_CHUNKS } from '../limits.ts'
import type { StoredTransfer } from '../ports.ts'
import { parityRows, stripeCount } from '../pure/stripes.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { cutPage, cutParity, pageDueAt, stripesOnPage, type Cut, type CutState } from './page-cut.ts'
import type { SwarmState } from './swarm-state.ts'

export interface Sealer {
  /** Chunks whose digests are durable. */
  readonly sealed: number
  /** Everything is sealed, listed and signed. */
  readonly done: boolean
  readonly tooLong: boolean
  start (now: Instant, out: Effect[]): void
  stop (): void
  sealedMore (batch: Batch, now: Instant, out: Effect[]): void
  paritySealed (batch: ParityBatch, now: Instant, out: Effect[]): void
  /** A page was added, signed by us now or in an earlier run. */
  paged (now: Instant, out: Effect[]): void
  /** A receiver moved on, came or went. */
  poke (now: Instant, out: Effect[]): void
  /** Pages of an earlier run were found in the swarm: what they list was sealed. */
  adopted (): void
  /** The store could not seal or sign. */
  failed (): void
}

type Batch = Pick<Extract<Event, { type: 'sealed' }>, 'first' | 'count' | 'short' | 'last'>
type ParityBatch = Pick<Extract<Event, { type: 'parity-sealed' }>, 'first' | 'count'>

export interface SealerOptions {
  readonly state: SwarmState
  readonly stored: StoredTransfer
  /** Pages of ours are being fetched from the swarm: nothing may be appended. */
  readonly adopting: () => boolean
}

/** Milliseconds before a source that has not filled a chunk flushes it short; later a tenth of the time so far. */
const MIN_FLUSH_MS = 1_000
const FLUSH_TIME_SHARE = 0.1
/** Chunks of a batch beside a receiver. */
const SMALL_BATCH_CHUNKS = 16
/** A receiver further behind than this many stretches cannot be served from memory anyway. */
const CLOSE_STRETCHES = 2
/** Milliseconds after which a receiver that asked for nothing does not hold the sealer back. */
const IDLE_RECEIVER_MS = 2_000

/** Creates the sealer of an author's transfer. */
export function createSealer ({ state, stored, adopting }: SealerOptions): Sealer {
  const alarm = state.shared.alarms.create(step)
  /** Chunks flushed short that no page lists yet. */
  const shorts: number[] = []
  let running = false
  let sealed = stored.sealedChunks
  let ended = stored.sealedLast
  /** A batch is under way; the store begins the next one by itself. */
  let sealing = false
  /** Stripes whose parity digests are durable, and whether more of them are being made. */
  let coded = stored.parityStripes
  let coding = false
  let signing = false
  let startedAt = 0
  let lastPageAt = 0
  let left = stored.sealedChunks > state.known
  let tooLong = false

  const rows = (): number => parityRows(state.scheme)
  const stripes = (): number => stripeCount(sealed, state.scheme)

  /** Chunks that the payload may have: their parity is bounded too. */
  function most (): number {
    return rows() === 0 ? MAX_CHUNKS : Math.min(MAX_CHUNKS, Math.floor(MAX_PARITY_CHUNKS / rows()) * state.scheme.need)
  }

  function cutState (now: Instant): CutState {
    const parityPages = rows() === 0 ? 0 : Math.ceil(stripes() / stripesOnPage(rows()))
    const lastPage = state.pages.length + parityPages >= MAX_PAGES - 1 && sealed > state.known
    if ((sealed >= most() || lastPage) && !ended) {
      tooLong = true
      ended = true
    }
    return {
      sealed, listed: state.known, short: shorts[0] ?? -1, ended, coded: rows() > 0, left, nowMs: now.mono, startedAt,
      lastPageAt,
    }
  }

  /** All data is on pages, and parity is what is left to do. */
  function atParity (): boolean {
    return rows() > 0 && sealed > 0 && (state.parityListed > 0 || (ended && !sealing && state.known === sealed))
  }

  function sign (now: Instant, out: Effect[]): void {
    if (signing || adopting() || (sealing && ended)) return
    if (atParity()) {
      const listed = state.parityListed / rows()
      return list(cutParity({ sealed: coded, listed, stripes: stripes(), rows: rows() }), out)
    }
    const cuts = cutState(now)
    const cut = cutPage(cuts)
    if (cut === undefined) {
      if (sealed > state.known) alarm.setBy(pageDueAt(cuts))
      return
    }
    list(cut, out)
  }

  function list (cut: Cut | undefined, out: Effect[]): void {
    if (cut === undefined) return
    signing = true
    out.push({ type: 'sign-page', swarm: state.no, count: cut.count, final: cut.final })
  }

  function code (now: Instant, out: Effect[]): void {
    if (coding || adopting() || coded >= stripes()) return
    const chunks = allowed(now).beside ? SMALL_BATCH_CHUNKS : SEAL_BATCH_CHUNKS
    const maxStripes = Math.max(1, Math.floor(chunks / state.scheme.need))
    out.push({ type: 'seal-parity', swarm: state.no, maxStripes })
    coding = true
  }

  /** Chunks that receivers who follow closely allow to be sealed; Infinity when there are none. */
  function allowed (now: Instant): { readonly chunks: number, readonly beside: boolean } {
    const stretch = Math.ceil(SEAL_AHEAD_BYTES / state.chunkBytes)
    let chunks = Infinity
    let beside = false
    for (const channel of state.channels.values()) {
      if (channel.draining || now.mono - channel.wantedAt > IDLE_RECEIVER_MS) continue
      beside = true
      const behind = sealed - channel.have.count - channel.wantedChunks
      if (behind <= stretch * CLOSE_STRETCHES) chunks = Math.min(chunks, Math.max(0, stretch - behind))
    }
    return { chunks, beside }
  }

  function seal (now: Instant, out: Effect[]): void {
    if (sealing || ended) return
    const { chunks, beside } = allowed(now)
    const room = most() - sealed
    // Each batch costs the journal a flush: a follower lets several chunks gather.
    if (chunks < Math.min(SMALL_BATCH_CHUNKS, room)) return alarm.setBy(now.mono + IDLE_RECEIVER_MS)
    const maxChunks = sealed === 0 ? 1 : Math.min(room, chunks, beside ? SMALL_BATCH_CHUNKS : SEAL_BATCH_CHUNKS)
    const flushMs = Math.max(MIN_FLUSH_MS, (now.mono - startedAt) * FLUSH_TIME_SHARE)
    out.push({ type: 'seal', swarm: state.no, maxChunks, flushMs })
    sealing = true
  }

  function step (now: Instant, out: Effect[]): void {
    if (!running || state.final) return
    // What an earlier run left is listed first: nobody can ask for it before.
    sign(now, out)
    if (atParity()) code(now, out)
    else if (!left) seal(now, out)
  }

  return {
    get sealed () { return sealed },
    get done () { return state.final },
    get tooLong () { return tooLong },
    start (now, out) {
      if (running) return
      running = true
      startedAt = now.mono
      lastPageAt = now.mono
      step(now, out)
    },
    stop () {
      running = false
      alarm.clear()
    },
    sealedMore (batch, now, out) {
      sealing = false
      sealed = Math.max(sealed, batch.first + batch.count)
      if (batch.short && batch.count > 0) shorts.push(batch.first + batch.count - 1)
      ended ||= batch.last
      step(now, out)
    },
    paritySealed ({ first, count }, now, out) {
      coding = false
      coded = Math.max(coded, first + count)
      step(now, out)
    },
    paged (now, out) {
      signing = false
      lastPageAt = now.mono
      left &&= sealed > state.known
      while (shorts.length > 0 && shorts[0]! < state.known) shorts.shift()
      step(now, out)
    },
    poke: step,
    adopted () {
      sealed = Math.max(sealed, state.known)
      if (rows() > 0) coded = Math.max(coded, state.parityListed / rows())
    },
    failed () {
      sealing = false
      coding = false
      signing = false
    },
  }
}
