/**
 * Getting by parity what no linked member has: which chunks of which stripes to ask for besides those that we want
 * anyway, and when the store is to make the missing ones of them.
 *
 * A stripe is worked on while a wanted chunk of it is out of sight and enough others are in sight (`Coverage.ready`).
 * Of its other chunks only as many are asked for as are lacking; they are *spare*: the store keeps them until it has
 * rebuilt the stripe. Work whose members left rests, with its spare chunks, until the stripe is ready again.
 */
import type { ChunkNo } from '../ids.ts'
import { MAX_REBUILDS_MISSED, MAX_SPARE_CHUNKS } from '../limits.ts'
import type { RebuildOutcome } from '../ports.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { chunkOf, columnOf, stripeOf } from '../pure/stripes.ts'
import { holds, type Channel } from './channel.ts'
import { createChunkSet, firstCommon } from './chunk-set.ts'
import type { Coverage } from './coverage.ts'
import type { Effect } from './effect.ts'
import type { SwarmState } from './swarm-state.ts'

export interface Recovery {
  /** A chunk to ask for on the channel, when nothing that we want anyway is left; -1 when there is none. */
  pick (channel: Channel, out: Effect[]): number
  /** The same for what a reader waits for. */
  pickFor (window: { readonly first: number, readonly end: number }, channel: Channel, out: Effect[]): number
  /** Tries again what the store had no room for. */
  resume (out: Effect[]): void
  /** Somebody is asked for it. */
  taken (chunk: number): void
  /** Nobody is any more. */
  released (chunk: number): void
  /** The store has it. */
  kept (chunk: number, out: Effect[]): void
  /** The store has it no longer. */
  lost (chunk: number): void
  /** The store is done with a stripe; what it made was `kept` before. What is on its way and no longer of use. */
  rebuilt (stripe: number, outcome: RebuildOutcome['outcome']): readonly number[]
}

export interface RecoveryOptions {
  readonly state: SwarmState
  readonly coverage: Coverage
  /** Columns that we want for ourselves. */
  readonly wanted: (column: number) => boolean
}

interface Work {
  readonly stripe: number
  /** Columns here, spare and virtual ones included. */
  here: number
  /** Wanted columns that are not here. */
  missing: number
  /** Columns that we do not want but had before. */
  readonly given: number
  /** Columns kept for this alone, and those that somebody is asked for. */
  readonly spare: Set<number>
  readonly coming: Set<number>
  rebuilding: boolean
}

/** Stripes looked at for one that a member can help with. */
const LOOKS = 16

/** Creates the recovery of a payload of which all pages are known. */
export function createRecovery ({ state, coverage, wanted }: RecoveryOptions): Recovery {
  const { scheme, stripes, ready } = coverage
  const { need, of } = scheme
  const columns = Array.from({ length: of }, (_, column) => column)
  const wantedColumns = columns.filter(wanted).length
  const works = new Map<number, Work>()
  /** Those of `works` that were ready when they were last looked at. */
  const active = new Set<Work>()
  /** How often the store missed what it had kept, by stripe. */
  const missed = new Map<number, number>()
  /** Parity of our own columns that nobody is asked for, counted from 0. */
  const open = createChunkSet()
  let cursor = 0

  for (const column of columns) {
    for (let stripe = 0; column >= need && wanted(column) && stripe < stripes; stripe++) {
      const index = numberOf(stripe, column)! - FIRST_PARITY
      if (!state.parity.has(index)) open.add(index)
    }
  }

  function numberOf (stripe: number, column: number): ChunkNo | undefined {
    return chunkOf(stripe, column, state.known, scheme)
  }

  function isHere (stripe: number, column: number): boolean {
    const chunk = numberOf(stripe, column)
    if (chunk === undefined) return true
    return chunk < FIRST_PARITY ? state.have.has(chunk) : state.parity.has(chunk - FIRST_PARITY)
  }

  function workOn (stripe: number): Work {
    const known = works.get(stripe)
    if (known !== undefined) return known
    const here = columns.filter((column) => isHere(stripe, column))
    const ours = here.filter(wanted).length
    const work: Work = {
      stripe, here: here.length, missing: wantedColumns - ours, given: here.length - ours,
      spare: new Set(), coming: new Set(), rebuilding: false,
    }
    works.set(stripe, work)
    return work
  }

  /** Spare chunks still to be asked for: what is wanted and in sight comes anyway. */
  function needed ({ stripe, given, spare, coming }: Work): number {
    let there = wantedColumns - coverage.lacking(stripe) + given + spare.size
    // A half whose member left comes no more for now.
    for (const column of coming) if (coverage.inSight(stripe, column)) there++
    return need - there
  }

  function rebuild (work: Work, out: Effect[]): void {
    if (work.rebuilding || state.life.state !== 'active') return
    // With nothing missing any more it frees what was kept for it.
    if (work.missing === 0 ? work.spare.size === 0 : work.here < need) return
    work.rebuilding = true
    out.push({ type: 'rebuild', swarm: state.no, stripe: work.stripe })
  }

  /** A chunk that helps with the stripe and that the member has. */
  function pickOf (work: Work, channel: Channel): number {
    if (work.rebuilding || needed(work) <= 0) return -1
    for (const column of columns) {
      if (wanted(column) || work.spare.has(column) || work.coming.has(column) || isHere(work.stripe, column)) continue
      const chunk = numberOf(work.stripe, column)!
      if (holds(channel, chunk)) return chunk
    }
    return -1
  }

  /** What the stripes that are worked on take, asked for already or not; work that is no longer ready rests. */
  function spareChunks (): number {
    let chunks = 0
    for (const work of active) {
      if (ready.has(work.stripe) || work.rebuilding) {
        chunks += work.spare.size + work.coming.size + Math.max(0, needed(work))
      }
      else active.delete(work)
    }
    return chunks
  }

  /** The member has something of the stripe that we do not want for itself. */
  function helps (stripe: number, channel: Channel): boolean {
    for (const column of columns) {
      const chunk = wanted(column) ? undefined : numberOf(stripe, column)
      if (chunk !== undefined && holds(channel, chunk)) return true
    }
    return false
  }

  function begin (stripe: number, channel: Channel, out: Effect[]): number {
    if (!works.has(stripe) && !helps(stripe, channel)) return -1
    const work = workOn(stripe)
    rebuild(work, out)
    const chunk = pickOf(work, channel)
    if (chunk >= 0 || work.rebuilding) active.add(work)
    else if (work.spare.size === 0 && work.coming.size === 0) {
      works.delete(stripe)
      active.delete(work)
    }
    return chunk
  }

  /** What was kept for the stripe alone is gone; what still comes would be. */
  function end (work: Work): number[] {
    for (const column of work.spare) coverage.change(numberOf(work.stripe, column)!, -1)
    works.delete(work.stripe)
    active.delete(work)
    return [...work.coming].map((column) => numberOf(work.stripe, column)!)
  }

  return {
    pick (channel, out) {
      const own = open.count === 0 ? -1 : firstCommon(open, channel.parity, 0, stripes * (of - need))
      if (own >= 0) return FIRST_PARITY + own
      if (ready.count === 0 && active.size === 0) return -1
      // A reader wants all data, so only parity helps it.
      if (state.columns === null && channel.parity.count === 0) return -1
      const most = spareChunks()
      for (const work of active) {
        const chunk = pickOf(work, channel)
        if (chunk >= 0) return chunk
      }
      if (active.size > 0 && most >= MAX_SPARE_CHUNKS) return -1
      for (let looks = active.size + LOOKS; looks > 0; looks--) {
        let stripe = firstCommon(ready, ready, cursor, stripes)
        if (stripe < 0) stripe = firstCommon(ready, ready, 0, cursor)
        if (stripe < 0) return -1
        cursor = stripe + 1
        const chunk = begin(stripe, channel, out)
        if (chunk >= 0) return chunk
      }
      return -1
    },
    pickFor (window, channel, out) {
      const first = Math.floor(window.first / need)
      for (let stripe = first; stripe * need < window.end && stripe < first + LOOKS; stripe++) {
        const chunk = ready.has(stripe) ? begin(stripe, channel, out) : -1
        if (chunk >= 0) return chunk
      }
      return -1
    },
    resume (out) { for (const work of active) rebuild(work, out) },
    taken (chunk) {
      const column = columnOf(chunk, scheme)
      if (wanted(column)) open.delete(chunk - FIRST_PARITY)
      else workOn(stripeOf(chunk, scheme)).coming.add(column)
    },
    released (chunk) {
      const column = columnOf(chunk, scheme)
      if (wanted(column)) open.add(chunk - FIRST_PARITY)
      else works.get(stripeOf(chunk, scheme))?.coming.delete(column)
    },
    kept (chunk, out) {
      const column = columnOf(chunk, scheme)
      const work = works.get(stripeOf(chunk, scheme))
      // It came too late to be of use.
      if (work === undefined && !wanted(column)) return
      coverage.change(chunk, 1)
      if (chunk >= FIRST_PARITY && wanted(column)) open.delete(chunk - FIRST_PARITY)
      if (work === undefined) return
      work.here++
      if (wanted(column)) work.missing--
      else {
        work.coming.delete(column)
        work.spare.add(column)
      }
      rebuild(work, out)
    },
    lost (chunk) {
      coverage.change(chunk, -1)
      if (chunk >= FIRST_PARITY) open.add(chunk - FIRST_PARITY)
      const work = works.get(stripeOf(chunk, scheme))
      if (work === undefined) return
      work.here--
      work.missing++
    },
    rebuilt (stripe, outcome) {
      const work = works.get(stripe)
      if (work === undefined) return []
      work.rebuilding = false
      // A person frees room, and it is tried again.
      if (outcome === 'quota' || outcome === 'disk-full' || outcome === 'io') return []
      const times = outcome === 'missing' ? (missed.get(stripe) ?? 0) + 1 : 0
      if (times > 0) missed.set(stripe, times)
      const late = end(work)
      if (outcome === 'bad-parity' || times >= MAX_REBUILDS_MISSED) coverage.bar(stripe)
      return late
    },
  }
}
