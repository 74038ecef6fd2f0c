import type { Address, Instant, PrivacyClass } from '../ids.ts'
import {
  MAX_LEARNED_RELAYS, MAX_RESERVING, RESERVATION_LINGER_MS, RESERVATION_PROVED_MS, RESERVATIONS, RESERVE_HEDGE_MS,
  RESERVE_PAUSE_MS, RESERVE_TIMEOUT_MS
} from '../limits.ts'
import type { Alarms } from './alarms.ts'
import { createBackOff, type BackOff } from './back-off.ts'
import type { Effect } from './effect.ts'
import type { Random } from './random.ts'

type Answer = 'reserved' | 'refused' | 'lost'

/** The reservations of one privacy class. */
export interface RelaySlots {
  /** Adds a relay, or moves one into the application's list. */
  add (relay: Address, listed: boolean): void
  /** The application's list has changed: relays that left it count as heard of. */
  unlist (): void
  need (wanted: boolean, now: Instant, out: Effect[]): void
  /** `address` is where others reach us through the relay once it has `reserved`. */
  answered (relay: Address, state: Answer, address: Address | undefined, now: Instant, out: Effect[]): void
  /** A circuit over this relay worked. */
  praise (relay: Address): void
  setOnline (online: boolean, now: Instant, out: Effect[]): void
  /** Asks where a reservation is missing. */
  fill (now: Instant, out: Effect[]): void
  addresses (): Address[]
  held (): Address[]
}

interface Candidate {
  readonly relay: Address
  listed: boolean
  state:
    | { readonly is: 'idle' }
    | { readonly is: 'asked', readonly atMs: number }
    | { readonly is: 'held', readonly sinceMs: number, readonly address: Address }
  /** Circuits and reservations that worked. */
  successes: number
  readonly pause: BackOff
  notBeforeMs: number
  latencyMs: number
  /** Spreads peers over relays that are equally good. */
  readonly lot: number
}

/** Creates the slots of a class that needs none yet. */
export function createRelaySlots (privacy: PrivacyClass, random: Random, alarms: Alarms): RelaySlots {
  const candidates = new Map<Address, Candidate>()
  const wake = alarms.create((now, out) => fill(now, out))
  const linger = alarms.create((_now, out) => giveUpAll(out))
  let wanted = false
  let online = true

  const holding = (): Candidate[] => [...candidates.values()].filter(({ state }) => state.is === 'held')

  /** Those that never failed first, then the application's, then those that worked, then the quick. */
  function compare (a: Candidate, b: Candidate): number {
    return Math.min(a.pause.failures, 3) - Math.min(b.pause.failures, 3) ||
      Number(b.listed) - Number(a.listed) ||
      Number(b.successes > 0) - Number(a.successes > 0) ||
      tier(a.latencyMs) - tier(b.latencyMs) ||
      a.lot - b.lot
  }

  function fill (now: Instant, out: Effect[]): void {
    if (!wanted || !online) return
    let asked = 0
    let hoped = 0
    let wakeAt = Infinity
    for (const candidate of candidates.values()) {
      const { state } = candidate
      if (state.is === 'held') hoped++
      if (state.is !== 'asked') continue
      if (now.mono >= state.atMs + GIVE_UP_MS) {
        giveUp(candidate, out)
        failed(candidate, now)
        continue
      }
      asked++
      wakeAt = Math.min(wakeAt, state.atMs + GIVE_UP_MS)
      // As the alarm is set, not by subtraction: rounded otherwise it would ring for ever in one moment.
      if (now.mono < state.atMs + RESERVE_HEDGE_MS) {
        hoped++
        wakeAt = Math.min(wakeAt, state.atMs + RESERVE_HEDGE_MS)
      }
    }
    const idle = [...candidates.values()].filter(({ state }) => state.is === 'idle').sort(compare)
    for (const candidate of idle) {
      if (hoped >= RESERVATIONS) break
      // Relays that others named and that hang must not keep the application's from being asked.
      if (asked >= MAX_RESERVING && !candidate.listed) continue
      if (candidate.notBeforeMs > now.mono) {
        wakeAt = Math.min(wakeAt, candidate.notBeforeMs)
        continue
      }
      candidate.state = { is: 'asked', atMs: now.mono }
      out.push({ type: 'reserve', privacy, relay: candidate.relay })
      wakeAt = Math.min(wakeAt, now.mono + RESERVE_HEDGE_MS)
      asked++
      hoped++
    }
    wake.set(wakeAt)
  }

  function giveUpAll (out: Effect[]): void {
    for (const candidate of candidates.values()) if (candidate.state.is !== 'idle') giveUp(candidate, out)
    wake.clear()
  }

  function giveUp (candidate: Candidate, out: Effect[]): void {
    candidate.state = { is: 'idle' }
    out.push({ type: 'unreserve', privacy, relay: candidate.relay })
  }

  function evict (): void {
    const learned = [...candidates.values()].filter(({ listed, state }) => !listed && state.is === 'idle').sort(compare)
    if (learned.length >= MAX_LEARNED_RELAYS) candidates.delete(learned.at(-1)!.relay)
  }

  function reserved (candidate: Candidate, address: Address, now: Instant, out: Effect[]): void {
    if (candidate.state.is === 'asked') candidate.latencyMs = now.mono - candidate.state.atMs
    candidate.successes++
    candidate.state = { is: 'held', sinceMs: now.mono, address }
    // One that was no longer waited for came after all: with three, the slowest goes.
    const held = holding()
    if (held.length > RESERVATIONS) giveUp(held.sort((a, b) => b.latencyMs - a.latencyMs)[0]!, out)
  }

  function failed (candidate: Candidate, now: Instant): void {
    const { state } = candidate
    const proved = state.is === 'held' && now.mono - state.sinceMs >= RESERVATION_PROVED_MS
    candidate.state = { is: 'idle' }
    // A relay that restarts is back within moments; one that takes and drops us again and again has to wait.
    if (proved) candidate.pause.reset()
    candidate.notBeforeMs = proved ? now.mono : now.mono + candidate.pause.next(random)
  }

  return {
    add (relay, listed) {
      const known = candidates.get(relay)
      if (known !== undefined) known.listed ||= listed
      else {
        if (!listed) evict()
        candidates.set(relay, {
          relay,
          listed,
          state: { is: 'idle' },
          successes: 0,
          pause: createBackOff({ firstMs: RESERVE_PAUSE_MS[0], maxMs: RESERVE_PAUSE_MS[1] }),
          notBeforeMs: -Infinity,
          latencyMs: UNKNOWN_LATENCY_MS,
          lot: random.next(),
        })
      }
    },
    unlist () { for (const candidate of candidates.values()) candidate.listed = false },
    need (value, now, out) {
      if (value === wanted) return
      wanted = value
      if (!wanted) linger.set(now.mono + RESERVATION_LINGER_MS)
      else {
        linger.clear()
        fill(now, out)
      }
    },
    answered (relay, state, address, now, out) {
      const candidate = candidates.get(relay)
      if (state === 'reserved') {
        // A stray relay can make a node listen on it; only those we asked count.
        const isStray = candidate === undefined || candidate.state.is === 'idle'
        if (isStray || address === undefined) return void out.push({ type: 'unreserve', privacy, relay })
        reserved(candidate, address, now, out)
      } else if (candidate !== undefined && candidate.state.is !== 'idle') failed(candidate, now)
      fill(now, out)
    },
    praise (relay) {
      const candidate = candidates.get(relay)
      if (candidate === undefined) return
      candidate.successes++
      candidate.pause.reset()
      candidate.notBeforeMs = -Infinity
    },
    setOnline (value, now, out) {
      online = value
      if (!online) return
      for (const candidate of candidates.values()) {
        candidate.pause.reset()
        candidate.notBeforeMs = -Infinity
      }
      fill(now, out)
    },
    fill,
    addresses: () => [...candidates.values()].flatMap(({ state }) => state.is === 'held' ? state.address : []),
    held: () => holding().sort(compare).map(({ relay }) => relay),
  }
}

/** An answer that has not come by then is not coming: links give up earlier themselves. */
const GIVE_UP_MS = RESERVE_TIMEOUT_MS + RESERVE_HEDGE_MS

/** What a relay is taken for before it was asked. */
const UNKNOWN_LATENCY_MS = 200

/** Latencies within a factor of two are equal: ranking finer would send everybody near one relay to it. */
const tier = (latencyMs: number): number => Math.round(Math.log2(Math.max(1, latencyMs)))
