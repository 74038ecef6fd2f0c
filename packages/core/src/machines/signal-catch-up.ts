/**
 * Looks up what was said in a bucket while nobody listened, the newest day first. Waku's store is a help, not a need:
 * what it does not answer is asked for again later, and nothing waits for it.
 */
import type { Instant, OpNo } from '../ids.ts'
import {
  CATCH_UP_OVERLAP_MS, CATCH_UP_PAUSE_MS, CATCH_UP_SLICE_MS, MAX_CATCH_UP_MS, MAX_CATCH_UPS, SEEK_LIFE_MS,
} from '../limits.ts'
import type { Alarms } from './alarms.ts'
import { createBackOff } from './back-off.ts'
import type { Effect } from './effect.ts'
import type { Random } from './random.ts'

export interface CatchUp {
  /** A swarm begins to listen to the bucket: seeks that still count are wanted. */
  begin (bucket: number, now: Instant, out: Effect[]): void
  /** Nobody needs the bucket any more. */
  end (bucket: number): void
  /** Whether messages reach us live. */
  setListening (listening: boolean, now: Instant, out: Effect[]): void
  done (op: OpNo, ok: boolean, now: Instant, out: Effect[]): void
}

/** Wall times in ms; the part from `sinceMs` to `untilMs` is still to be looked up. */
interface Gap { sinceMs: number, untilMs: number }

/** Creates a look-up that listens to nothing yet. */
export function createCatchUp (nextOp: () => OpNo, random: Random, alarms: Alarms): CatchUp {
  const gaps = new Map<number, Gap>()
  const buckets = new Set<number>()
  const asking = new Map<OpNo, { readonly bucket: number, readonly fromMs: number }>()
  const pause = createBackOff({ firstMs: CATCH_UP_PAUSE_MS[0], maxMs: CATCH_UP_PAUSE_MS[1] })
  const alarm = alarms.create(pump)
  let listening = false
  let deafSinceMs: number | undefined
  let notBeforeMs = -Infinity

  function pump (now: Instant, out: Effect[]): void {
    if (!listening) return
    if (now.mono < notBeforeMs) return alarm.setBy(notBeforeMs)
    const busy = new Set([...asking.values()].map(({ bucket }) => bucket))
    for (const [bucket, { sinceMs, untilMs }] of gaps) {
      if (asking.size >= MAX_CATCH_UPS) return
      if (busy.has(bucket)) continue
      const op = nextOp()
      const fromMs = Math.max(sinceMs, untilMs - CATCH_UP_SLICE_MS)
      asking.set(op, { bucket, fromMs })
      out.push({ type: 'catch-up', op, bucket, sinceMs: fromMs, untilMs })
    }
  }

  function want (bucket: number, sinceMs: number, now: Instant): void {
    const known = gaps.get(bucket)
    gaps.set(bucket, {
      sinceMs: Math.max(now.wall - MAX_CATCH_UP_MS, Math.min(sinceMs, known?.sinceMs ?? Infinity)),
      untilMs: now.wall + CATCH_UP_OVERLAP_MS,
    })
    // What is being asked for now may have been asked too early.
    for (const [op, { bucket: asked }] of asking) if (asked === bucket) asking.delete(op)
  }

  return {
    begin (bucket, now, out) {
      buckets.add(bucket)
      want(bucket, now.wall - SEEK_LIFE_MS + CATCH_UP_OVERLAP_MS, now)
      // Swarms that start together are looked up together.
      notBeforeMs = Math.max(notBeforeMs, now.mono + GATHER_MS)
      pump(now, out)
    },
    end (bucket) {
      buckets.delete(bucket)
      gaps.delete(bucket)
    },
    setListening (value, now, out) {
      if (value === listening) return
      listening = value
      if (!listening) {
        deafSinceMs = now.wall
        asking.clear()
        return
      }
      pause.reset()
      notBeforeMs = -Infinity
      if (deafSinceMs !== undefined) for (const bucket of buckets) want(bucket, deafSinceMs - CATCH_UP_OVERLAP_MS, now)
      pump(now, out)
    },
    done (op, ok, now, out) {
      const asked = asking.get(op)
      if (asked === undefined) return
      asking.delete(op)
      const gap = gaps.get(asked.bucket)
      if (!ok) notBeforeMs = Math.max(notBeforeMs, now.mono + pause.next(random))
      else if (gap !== undefined) {
        pause.reset()
        gap.untilMs = asked.fromMs
        if (gap.untilMs <= gap.sinceMs) gaps.delete(asked.bucket)
      }
      pump(now, out)
    },
  }
}

/** Milliseconds that a look-up waits for other swarms of its bucket. */
const GATHER_MS = 50
