/**
 * What one transfer is about, and how that changes: waiting for a place, at work, paused, complete, done, failed.
 * The other parts of a swarm report; only this one decides.
 */
import type { Instant } from '../ids.ts'
import { canResume, type PasselErrorCode } from '../errors.ts'
import type { LeaveReason } from '../ports.ts'
import type { Head } from '../pure/page.ts'
import type { Announcer } from './announce.ts'
import type { Download } from './download-types.ts'
import type { Effect, HoldEnd } from './effect.ts'
import type { Finding } from './finding.ts'
import type { Keeping } from './keeping.ts'
import type { PageExchange } from './page-exchange.ts'
import type { Receipts } from './receipts.ts'
import type { Reporter } from './reporter.ts'
import type { Sealer } from './sealer.ts'
import { hasAll, isComplete, type Life, type SwarmState } from './swarm-state.ts'

type Step = (now: Instant, out: Effect[]) => void

export interface TransferLife {
  /** The engine started, or the transfer was added. */
  readonly start: Step
  readonly pause: Step
  /** Goes on after a pause or a failure that a person could remedy. */
  readonly resume: Step
  /** Everything of it ends; nothing is reported any more. */
  readonly remove: Step
  /** Something to do may be there: asks for a place among the transfers that move bytes. */
  readonly work: Step
  /** Page 0, which the author signed, says how long it is kept. */
  readonly policyKnown: Step
  /** A page was added that no page will follow. */
  readonly ended: Step
  /** All chunks are here. */
  readonly complete: Step
  /** The store has made a complete payload durable. */
  readonly finished: Step
  /** All recipients may have everything: then no copy is kept for others. */
  readonly retire: Step
  /** Keeps these columns from now on, and no longer all. */
  keepColumns (columns: readonly number[], now: Instant, out: Effect[]): void
  /** The store cannot take more, or the source is gone: waits for a person. */
  hold (reason: 'quota' | 'needs-file', now: Instant, out: Effect[]): void
  fail (code: PasselErrorCode, now: Instant, out: Effect[]): void
  /** Two heads for one number, or one after the final. */
  conflict (head: Head | undefined, now: Instant, out: Effect[]): void
}

export interface LifeParts {
  readonly state: SwarmState
  readonly announcer: Announcer
  readonly download: Download
  readonly pages: PageExchange
  readonly sealer: Sealer
  readonly finding: Finding
  readonly receipts: Receipts
  readonly keeping: Keeping
  readonly reporter: Reporter
}

/** Milliseconds between looks at the clock on the wall for a far expiry: timers of browsers end at 24 days. */
const EXPIRY_LOOK_MS = 24 * 3_600_000

/** Milliseconds after its last request in which a member counts as fetching, and between two looks at that. */
const HUNGRY_MS = 30_000
const HUNGRY_LOOK_MS = 1_000

/** Creates the life of a transfer; it does nothing before `start`. */
export function createTransferLife (parts: LifeParts): TransferLife {
  const { state, announcer, download, pages, sealer, finding, receipts, keeping, reporter } = parts
  const { admission, alarms, links } = state.shared
  const expiry = alarms.create(expire)
  const parting = alarms.create(leaveFed)
  let isEnded = false
  /** What a pause by a person interrupted. */
  let interrupted: Life = { state: 'active' }

  function become (life: Life): void {
    state.life = life
    reporter.changed()
  }

  /** Nothing is asked or sealed any more; what we have is still given. */
  function rest (now: Instant, out: Effect[]): void {
    download.stop(now, out)
    pages.stop()
    sealer.stop()
    admission.release(state.no, now, out)
    finding.reconsider(now, out)
  }

  function leaveAll (reason: LeaveReason, now: Instant, out: Effect[]): void {
    for (const channel of state.channels.values()) links.leave(channel, reason, now, out)
  }

  function withdraw (reason: LeaveReason, now: Instant, out: Effect[]): void {
    rest(now, out)
    finding.stop(now, out)
    leaveAll(reason, now, out)
  }

  /** A member beyond those whom page 0 names is not cut off in the middle: it is given what it still asks for. */
  function leaveFed (now: Instant, out: Effect[]): void {
    keeping.farewell.tell(now, out)
    for (const channel of state.channels.values()) {
      if (channel.draining || hasAll(state, channel) || channel.wantedAt + HUNGRY_MS <= now.mono) continue
      return parting.setBy(now.mono + HUNGRY_LOOK_MS)
    }
    // Those who keep it for nobody any more are told before we go.
    if (keeping.farewell.owed) finding.reconsider(now, out)
    else withdraw('done', now, out)
  }

  /** What we kept for others goes. */
  function end (reason: HoldEnd, now: Instant, out: Effect[]): void {
    if (isEnded) return
    isEnded = true
    become({ state: 'done' })
    withdraw('done', now, out)
    out.push({ type: 'ended', swarm: state.no, reason })
    state.shared.ended(state.no)
  }

  /** Nobody misses it any more, and all who should know do. */
  function mayRetire (): boolean {
    if (!keeping.over || !state.final || state.life.state === 'failed') return false
    if (state.role === 'send') return state.until !== 'forever' || keeping.release.done
    return state.life.state === 'done' && (!receipts.owed || keeping.release.done)
  }

  function begin (now: Instant, out: Effect[]): void {
    if (state.role === 'send') sealer.start(now, out)
    else download.askAll(now, out)
    reporter.changed()
    reporter.touched(now, out)
  }

  function expire (now: Instant, out: Effect[]): void {
    const untilMs = Math.min(state.payload.expiresAtMs ?? Infinity, state.pages[0]?.keepUntilMs ?? Infinity)
    const leftMs = untilMs - now.wall
    if (leftMs > 0) return expiry.set(now.mono + Math.min(leftMs, EXPIRY_LOOK_MS))
    if (state.role === 'hold') return end('expired', now, out)
    if (state.role === 'get') life.fail('reference-expired', now, out)
    withdraw('done', now, out)
    reporter.touched(now, out)
  }

  function activate (now: Instant, out: Effect[]): void {
    expire(now, out)
    life.retire(now, out)
    if (state.life.state === 'done' && (state.role === 'send' || mayRetire()) && !keeping.farewell.owed) return
    finding.start(now, out)
    keeping.start(now, out)
    pages.resume(now, out)
    if (state.role !== 'send' && isComplete(state)) life.complete(now, out)
    else life.work(now, out)
  }

  const life: TransferLife = {
    start (now, out) {
      if (state.life.state !== 'paused') activate(now, out)
      reporter.changed()
    },
    pause (now, out) {
      if (state.life.state === 'failed' || (state.life.state === 'paused' && state.life.reason === 'user')) return
      // One that was being finished is finished again: the store minds as little as a crash in between.
      interrupted = state.life.state === 'done' ? state.life : { state: 'active' }
      become({ state: 'paused', reason: 'user' })
      out.push({ type: 'set-paused', swarm: state.no, paused: true })
      withdraw('paused', now, out)
    },
    resume (now, out) {
      const before = state.life
      if (before.state === 'failed' ? !canResume(before.code) : before.state !== 'paused') return
      become(before.state === 'paused' && before.reason === 'user' ? interrupted : { state: 'active' })
      interrupted = { state: 'active' }
      out.push({ type: 'set-paused', swarm: state.no, paused: false })
      // Those who are still linked were refused what they asked for while there was no source.
      if (state.role === 'send') for (const channel of state.channels.values()) announcer.greet(channel, now, out)
      activate(now, out)
    },
    remove (now, out) {
      become({ state: 'done' })
      withdraw('done', now, out)
      expiry.clear()
      parting.clear()
      keeping.stop()
      reporter.stop()
    },
    policyKnown: expire,
    work (now, out) {
      if (state.life.state !== 'active' || admission.admitted(state.no)) return
      if (state.role === 'send' ? state.final : state.channels.size === 0) return
      if (admission.request(state.no, begin)) begin(now, out)
      else reporter.changed()
    },
    ended (now, out) {
      if (state.role !== 'send') {
        if (isComplete(state)) life.complete(now, out)
        return
      }
      admission.release(state.no, now, out)
      if (sealer.tooLong) life.fail('too-long', now, out)
      life.retire(now, out)
    },
    complete (now, out) {
      if (state.life.state !== 'active') return
      become({ state: 'finishing' })
      rest(now, out)
      out.push({ type: 'finish', swarm: state.no })
    },
    finished (now, out) {
      if (state.life.state !== 'finishing') return
      become({ state: 'done' })
      receipts.finished(out)
      keeping.completed(now, out)
      finding.reconsider(now, out)
      life.retire(now, out)
    },
    retire (now, out) {
      if (state.role === 'hold') {
        if (keeping.over) end(keeping.release.done ? 'released' : 'received', now, out)
        return
      }
      if (!mayRetire()) return
      if (state.role === 'send' && state.life.state !== 'done') out.push({ type: 'finish', swarm: state.no })
      become({ state: 'done' })
      rest(now, out)
      leaveFed(now, out)
    },
    keepColumns (columns, _now, out) {
      if (state.role !== 'get' || state.life.state !== 'done' || columns.length === 0) return
      out.push({ type: 'set-columns', swarm: state.no, columns })
    },
    hold (reason, now, out) {
      if (state.life.state !== 'active') return
      become({ state: 'paused', reason })
      rest(now, out)
    },
    fail (code, now, out) {
      if (state.life.state === 'failed' || state.life.state === 'done') return
      become({ state: 'failed', code })
      out.push({ type: 'set-failed', swarm: state.no, code })
      rest(now, out)
    },
    conflict (head, now, out) {
      if (state.life.state === 'failed' || state.life.state === 'done') return
      // Both are proof, and passed on once.
      for (const { chan } of state.channels.values()) {
        if (head !== undefined) out.push({ type: 'frame', chan, frame: { type: 'head', head } })
        if (state.head !== undefined) out.push({ type: 'frame', chan, frame: { type: 'head', head: state.head } })
      }
      life.fail('author-conflict', now, out)
    },
  }
  return life
}
