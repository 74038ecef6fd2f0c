/**
 * What the desk knows of one swarm: its budget, how much is being said in it, the seek that repeats and the offers that
 * wait. All delays of a swarm are decided here; signal-outbox.ts sends what is due.
 */
import type { Instant, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import {
  ENOUGH_OFFERS, FIRST_SEEK_SPREAD_MS, HOLDERS_TOLD_AFTER_MS, LIVE_SIGNAL_MS, MAX_PENDING_OFFERS, OFFER_WAIT_MS,
  SEEK_ADDRESS_WAIT_MS, SEEK_LIFE_MS, SEEK_REPEAT_MS, SIGNAL_BURST, SIGNAL_REFILL_MS, UNSUPPRESSED_ATTEMPT,
} from '../limits.ts'
import type { SignalBody } from '../pure/signal-body.ts'
import type { Hint } from '../pure/reference.ts'
import type { Seek } from './parts.ts'
import type { Random } from './random.ts'
import { createSignalCrowd } from './signal-crowd.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** A record to be published: what it says, and what to do once it is known how that went. */
export interface DueRecord {
  readonly body: SignalBody
  readonly stored: boolean
  settled (ok: boolean, now: Instant): void
}

export interface SignalSwarm {
  readonly swarm: SwarmNo
  readonly privacy: PrivacyClass
  readonly bucket: number
  active: boolean
  /** Messages that left. */
  sent: number
  readonly budget: TokenBucket
  readonly seeking: boolean
  startSeeking (failed: () => readonly PeerId[], now: Instant): void
  stopSeeking (): void
  /** An offer of ours to this seek, unless it is superfluous. */
  addOffer (seek: Seek, haveAll: boolean, now: Instant): void
  dropOffers (peer: PeerId): void
  /** Who keeps the payload: at once the first time, later changes gathered. */
  tellHolders (holders: readonly Hint[], now: Instant): void
  /** Another member said something: ours may wait, or not be needed at all. */
  heard (body: SignalBody, ageMs: number, now: Instant): void
  /** Monotonic ms at which the next record may leave, and wants to; Infinity when there is none. */
  dueAt (now: Instant): number
  /** The record that is due by then, if the budget allows one now. */
  take (byMs: number, now: Instant): DueRecord | undefined
}

interface Pending { readonly seek: Seek, readonly haveAll: boolean, readonly dueMs: number, readonly madeMs: number }

interface Seeking {
  readonly failed: () => readonly PeerId[]
  readonly sinceMs: number
  /** Seeks that left. */
  attempt: number
  repeatMs: number
  dueMs: number
}

/** Creates the record of a swarm that says nothing yet. */
export function createSignalSwarm (
  swarm: SwarmNo, privacy: PrivacyClass, bucket: number, random: Random, self: () => Hint | undefined, born: Instant
): SignalSwarm {
  const budget = createTokenBucket({ capacity: SIGNAL_BURST, perSecond: 1000 / SIGNAL_REFILL_MS }, born.mono)
  const offers = new Map<string, Pending>()
  /** Who answered which seek, as far as we heard. */
  const answers = new Map<string, Set<PeerId>>()
  const crowd = createSignalCrowd(random)
  let seek: Seeking | undefined
  let keepers: { readonly holders: readonly Hint[], readonly dueMs: number } | undefined
  let keepersTold = false
  let leaving = false

  function superfluous ({ seek: asked }: Pick<Pending, 'seek'>): boolean {
    if (asked.attempt >= UNSUPPRESSED_ATTEMPT) return false
    const answered = [...answers.get(asked.id) ?? []].filter(peer => !asked.failed.includes(peer))
    return answered.length >= ENOUGH_OFFERS
  }

  function offerDue (now: Instant): [string, Pending] | undefined {
    let first: [string, Pending] | undefined
    for (const entry of offers) {
      if (superfluous(entry[1]) || now.mono - entry[1].madeMs > LIVE_SIGNAL_MS) offers.delete(entry[0])
      else if (first === undefined || entry[1].dueMs < first[1].dueMs) first = entry
    }
    // Without an address an offer says nothing of use.
    return first !== undefined && (self()?.addresses.length ?? 0) > 0 ? first : undefined
  }

  function seekDueMs (now: Instant): number {
    if (seek === undefined) return Infinity
    const from = self()
    if (from === undefined) return Infinity
    const addressed = from.addresses.length > 0 ? -Infinity : seek.sinceMs + SEEK_ADDRESS_WAIT_MS
    return Math.max(seek.dueMs, addressed, crowd.roomAt(now))
  }

  /** What leaves next, and when it wants to. */
  function upcoming (now: Instant): { readonly atMs: number, take (from: Hint): DueRecord } | undefined {
    const offer = offerDue(now)
    const seekMs = seekDueMs(now)
    if (keepers !== undefined && keepers.dueMs <= Math.min(seekMs, offer?.[1].dueMs ?? Infinity)) {
      return { atMs: keepers.dueMs, take: takeHolders }
    }
    if (offer !== undefined && offer[1].dueMs <= seekMs) {
      return { atMs: offer[1].dueMs, take: from => takeOffer(from, ...offer) }
    }
    return seekMs === Infinity ? undefined : { atMs: seekMs, take: from => takeSeek(from, now) }
  }

  /** A record has left, or has not and costs nothing. */
  function left (ok: boolean, now: Instant): boolean {
    leaving = false
    if (ok) {
      record.sent++
      crowd.said(now)
    } else budget.give(1, now.mono)
    return ok
  }

  function takeSeek (from: Hint, now: Instant): DueRecord {
    const asked = seek!
    const { attempt } = asked
    leaving = true
    return {
      body: { type: 'seek', from, attempt: attempt + 1, failed: asked.failed(), expiresAtMs: now.wall + SEEK_LIFE_MS },
      stored: true,
      settled (ok, then) {
        if (!left(ok, then)) return
        asked.attempt = attempt + 1
        asked.dueMs = then.mono + asked.repeatMs * random.between(0.75, 1.25) + crowd.widenMs(then)
        asked.repeatMs = Math.min(SEEK_REPEAT_MS[1], asked.repeatMs * 2)
      },
    }
  }

  function takeHolders (): DueRecord {
    const { holders, dueMs } = keepers!
    keepers = undefined
    leaving = true
    return {
      body: { type: 'holders', holders },
      stored: true,
      settled (ok, then) {
        if (left(ok, then)) keepersTold = true
        else keepers ??= { holders, dueMs }
      },
    }
  }

  function takeOffer (from: Hint, id: string, offer: Pending): DueRecord {
    offers.delete(id)
    leaving = true
    return {
      body: { type: 'offer', from, answers: id, haveAll: offer.haveAll },
      stored: false,
      settled (ok, then) {
        if (!left(ok, then)) offers.set(id, offer)
      },
    }
  }

  const record: SignalSwarm = {
    swarm,
    privacy,
    bucket,
    active: false,
    sent: 0,
    budget,
    get seeking () { return seek !== undefined },
    startSeeking (failed, now) {
      if (seek !== undefined) return
      const dueMs = now.mono + mostlyLate(random) * FIRST_SEEK_SPREAD_MS + crowd.widenMs(now)
      seek = { failed, sinceMs: now.mono, attempt: 0, repeatMs: SEEK_REPEAT_MS[0], dueMs }
    },
    stopSeeking () { seek = undefined },
    addOffer (asked, haveAll, now) {
      const me = self()?.peer
      // Who has been away longer than seeks take to repeat does not listen any more.
      const stale = now.wall - asked.sentAtMs > SEEK_REPEAT_MS[1] * 1.25
      const failedUs = me !== undefined && asked.failed.includes(me)
      if (offers.has(asked.id) || stale || failedUs || offers.size >= MAX_PENDING_OFFERS) return
      if (asked.attempt < UNSUPPRESSED_ATTEMPT && crowd.roomAt(now) > now.mono) return
      const [least, alone, most] = OFFER_WAIT_MS
      const waitMs = random.between(least, answers.size === 0 ? alone : most)
      offers.set(asked.id, { seek: asked, haveAll, dueMs: now.mono + waitMs, madeMs: now.mono })
    },
    dropOffers (peer) {
      for (const [id, { seek: asked }] of offers) if (asked.from.peer === peer) offers.delete(id)
    },
    tellHolders (holders, now) {
      keepers = { holders, dueMs: keepers?.dueMs ?? now.mono + (keepersTold ? HOLDERS_TOLD_AFTER_MS : 0) }
    },
    heard (body, ageMs, now) {
      crowd.heard(ageMs, now)
      if (body.type === 'offer') {
        const known = answers.get(body.answers) ?? new Set()
        if (known.size < MAX_PENDING_OFFERS) known.add(body.from.peer)
        answers.delete(body.answers)
        answers.set(body.answers, known)
        if (answers.size > MAX_PENDING_OFFERS) answers.delete(answers.keys().next().value!)
      }
      if (seek !== undefined) seek.dueMs = Math.max(seek.dueMs, now.mono + crowd.widenMs(now))
    },
    dueAt (now) {
      const next = record.active && !leaving ? upcoming(now) : undefined
      return next === undefined ? Infinity : Math.max(next.atMs, budget.readyAt(1, now.mono))
    },
    take (byMs, now) {
      const next = upcoming(now)
      const from = self()
      if (next === undefined || from === undefined || record.dueAt(now) > byMs) return undefined
      return budget.take(1, now.mono) ? next.take(from) : undefined
    },
  }
  return record
}

/**
 * A number in [0, 1), seldom small: of many who draw, few come early, and the rest hears them in time (RFC 5740's timer
 * for feedback suppression, made for groups of about 64).
 */
function mostlyLate (random: Random): number {
  const steepness = Math.log(64) + 1
  return Math.log(1 + random.next() * (Math.exp(steepness) - 1)) / steepness
}
