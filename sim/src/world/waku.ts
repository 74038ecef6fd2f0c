import type { Instant, Random } from '@passel/core/machines'
import type { SignalBody } from '@passel/core/pure'
import type { VirtualClock } from '@passel/core/testing'
import type { VirtualPayload } from './payload.ts'

export interface WakuOptions {
  /** From publishing to everybody who listens, at least and at most (published measurements: about 0.5 s). */
  readonly delayMs: readonly [number, number]
  /** Share of deliveries that never come. */
  readonly loss: number
  /** Answers queries of the past. */
  readonly store: boolean
}

/** A record as it goes round: whoever knows the payload can read it. */
export interface WakuRecord { readonly payload: VirtualPayload, readonly body: SignalBody }

/** One peer's end of the network. */
export interface WakuEnd {
  readonly watching: ReadonlySet<number>
  readonly listening: boolean
  heard (record: WakuRecord, id: string, sentAtMs: number): void
}

/** The signalling network: everybody who watches a bucket hears what is published there. */
export interface VirtualWaku {
  readonly up: boolean
  /** Every message so far. */
  readonly log: readonly {
    readonly atMs: number, readonly bucket: number, readonly records: readonly WakuRecord[], readonly stored: boolean
  }[]
  join (end: WakuEnd): void
  /** `done(false)` after a while when nobody answers. */
  publish (
    bucket: number, stored: boolean, records: readonly WakuRecord[], now: Instant, done: (ok: boolean) => void
  ): void
  query (bucket: number, sinceMs: number, untilMs: number, heard: WakuEnd['heard'], done: (ok: boolean) => void): void
  setUp (up: boolean): void
}

const ROUND_TRIP_MS = 100
const GIVE_UP_MS = 2_000

/** Creates a network that is up. */
export function createVirtualWaku (clock: VirtualClock, random: Random, options: WakuOptions): VirtualWaku {
  const ends: WakuEnd[] = []
  const log: VirtualWaku['log'][number][] = []
  const kept: {
    readonly bucket: number, readonly record: WakuRecord, readonly id: string, readonly sentAtMs: number
  }[] = []
  let up = true
  let nextId = 1

  return {
    get up () { return up },
    log,
    join (end) { ends.push(end) },
    publish (bucket, stored, records, now, done) {
      if (!up) return void clock.after(GIVE_UP_MS, () => done(false))
      log.push({ atMs: clock.nowMs, bucket, records, stored })
      const sentAtMs = now.wall
      const named = records.map(record => ({ bucket, record, id: `record-${nextId++}`, sentAtMs }))
      if (stored) kept.push(...named)
      for (const end of ends) {
        const delayMs = random.between(...options.delayMs)
        const lost = random.next() < options.loss
        if (lost) continue
        clock.after(delayMs, () => {
          if (!up || !end.listening || !end.watching.has(bucket)) return
          for (const { record, id } of named) end.heard(record, id, sentAtMs)
        })
      }
      clock.after(ROUND_TRIP_MS, () => done(true))
    },
    query (bucket, sinceMs, untilMs, heard, done) {
      if (!up || !options.store) return void clock.after(ROUND_TRIP_MS, () => done(false))
      clock.after(ROUND_TRIP_MS, () => {
        for (const item of kept.toReversed()) {
          const isAsked = item.bucket === bucket && item.sentAtMs >= sinceMs && item.sentAtMs <= untilMs
          if (isAsked) heard(item.record, item.id, item.sentAtMs)
        }
        done(true)
      })
    },
    setUp (next) { up = next },
  }
}
