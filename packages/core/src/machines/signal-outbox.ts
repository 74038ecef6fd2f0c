/**
 * Publishes what swarms have due: records of one bucket share a message, every message takes a token of each swarm in
 * it and one of the engine. What Waku did not take is kept and tried again.
 */
import type { Instant, OpNo } from '../ids.ts'
import {
  ENGINE_SIGNAL_BURST, ENGINE_SIGNALS, MAX_MESSAGE_RECORDS, MAX_PUBLISHING, PUBLISH_PAUSE_MS, SIGNAL_PACK_MS,
  SIGNAL_REFILL_MS,
} from '../limits.ts'
import type { Alarms } from './alarms.ts'
import { createBackOff } from './back-off.ts'
import type { Effect } from './effect.ts'
import type { Random } from './random.ts'
import type { DueRecord, SignalSwarm } from './signal-swarm.ts'
import { createTokenBucket } from './token-bucket.ts'

const ENGINE_BUDGET = { capacity: ENGINE_SIGNAL_BURST, perSecond: ENGINE_SIGNALS * 1000 / SIGNAL_REFILL_MS }

export interface Outbox {
  /** Publishes what may leave now, and sets the alarm for what may later. */
  pump (now: Instant, out: Effect[]): void
  published (op: OpNo, ok: boolean, now: Instant, out: Effect[]): void
  setState (state: 'up' | 'down', now: Instant, out: Effect[]): void
}

/** Creates an outbox of the swarms that listen; until Waku is known to be up it tries seldom. */
export function createOutbox (
  swarms: () => Iterable<SignalSwarm>, nextOp: () => OpNo, random: Random, alarms: Alarms
): Outbox {
  const publishing = new Map<OpNo, DueRecord[]>()
  const pause = createBackOff({ firstMs: PUBLISH_PAUSE_MS[0], maxMs: PUBLISH_PAUSE_MS[1] })
  const alarm = alarms.create(pump)
  let budget: ReturnType<typeof createTokenBucket> | undefined
  let notBeforeMs: number | undefined

  function pump (now: Instant, out: Effect[]): void {
    budget ??= createTokenBucket(ENGINE_BUDGET, now.mono)
    // Who does not know yet whether Waku is up gives it a moment to say so.
    notBeforeMs ??= now.mono + PUBLISH_PAUSE_MS[0]
    if (now.mono < notBeforeMs) return arm(now)
    const due = [...swarms()].filter(swarm => swarm.dueAt(now) <= now.mono)
    for (const bucket of new Set(due.map(swarm => swarm.bucket))) {
      if (publishing.size >= MAX_PUBLISHING || !budget.take(1, now.mono)) break
      publish(bucket, now, out)
    }
    arm(now)
  }

  function publish (bucket: number, now: Instant, out: Effect[]): void {
    const taken: { readonly swarm: SignalSwarm, readonly record: DueRecord }[] = []
    const inBucket = [...swarms()].filter(swarm => swarm.bucket === bucket).sort((a, b) => a.dueAt(now) - b.dueAt(now))
    for (const swarm of inBucket) {
      if (taken.length === MAX_MESSAGE_RECORDS) break
      const record = swarm.take(now.mono + SIGNAL_PACK_MS, now)
      if (record !== undefined) taken.push({ swarm, record })
    }
    if (taken.length === 0) return
    const op = nextOp()
    publishing.set(op, taken.map(({ record }) => record))
    const records = taken.map(({ swarm: { swarm }, record: { body } }) => ({ swarm, body }))
    out.push({ type: 'publish', op, bucket, stored: taken.some(({ record }) => record.stored), records })
  }

  function arm (now: Instant): void {
    let next = Infinity
    for (const swarm of swarms()) next = Math.min(next, swarm.dueAt(now))
    if (next === Infinity || publishing.size >= MAX_PUBLISHING) alarm.clear()
    else alarm.set(Math.max(next, notBeforeMs ?? -Infinity, budget!.readyAt(1, now.mono)))
  }

  return {
    pump,
    published (op, ok, now, out) {
      const records = publishing.get(op)
      if (records === undefined) return
      publishing.delete(op)
      for (const record of records) record.settled(ok, now)
      if (ok) pause.reset()
      else notBeforeMs = now.mono + pause.next(random)
      pump(now, out)
    },
    setState (state, now, out) {
      if (state === 'up') {
        pause.reset()
        notBeforeMs = now.mono
      } else notBeforeMs = now.mono + pause.next(random)
      pump(now, out)
    },
  }
}
