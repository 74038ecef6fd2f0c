/**
 * The signalling network: whoever watches a bucket hears what is published there, after a while and perhaps never. Each
 * peer talks to one service node; when that dies it is without Waku until it has found another one.
 */
import type { Instant, Random } from '@passel/core/machines'
import type { SignalBody } from '@passel/core/pure'
import type { VirtualClock } from '@passel/core/testing'
import type { VirtualPayload } from './payload.ts'

export interface WakuOptions {
  /** From publishing to one who listens. @default published measurements: mean 508 ms, p50 518, p90 613, p99 642 */
  readonly delayMs: (random: Random) => number
  /** Share of deliveries that never come. @default 0 */
  readonly loss: number
  /** For how long the store answers queries; 0: there is no store. @default a day */
  readonly storeMs: number
  /** Messages that one member may publish within `windowMs`; the network drops what is beyond. @default 100 in 600 s */
  readonly rate: { readonly messages: number, readonly windowMs: number }
  /** Service nodes. @default 2 */
  readonly nodes: number
  /** Until a member whose node has died talks to another one. @default 19 s, what the light node was seen to take */
  readonly reconnectMs: number
}

/** A record as it goes round: whoever knows the payload can read it. */
export interface WakuRecord { readonly payload: VirtualPayload, readonly body: SignalBody }

/** One peer's end of the network. */
export interface WakuEnd {
  readonly name: string
  readonly listening: boolean
  heard (record: WakuRecord, id: string, sentAtMs: number): void
  /** Its service node went, or another one was found. */
  reached (up: boolean): void
}

export interface WakuMessage {
  readonly atMs: number
  readonly from: string
  readonly bucket: number
  readonly records: readonly WakuRecord[]
  readonly stored: boolean
}

export interface VirtualWaku {
  readonly up: boolean
  /** Every message that was taken. */
  readonly log: readonly WakuMessage[]
  /** Publications that the rate limit refused. */
  readonly refused: number
  /** Deliveries lost, and queries that the store answered. */
  readonly lost: number
  readonly answered: number
  join (end: WakuEnd): void
  watch (end: WakuEnd, buckets: readonly number[]): void
  /** Whether this peer's service node is there. */
  reaches (end: WakuEnd): boolean
  /** `done(false)` after a while when nobody answers, and at once beyond the rate limit. */
  publish (
    from: WakuEnd, bucket: number, stored: boolean, records: readonly WakuRecord[], now: Instant,
    done: (ok: boolean) => void
  ): void
  query (
    from: WakuEnd, bucket: number, sinceMs: number, untilMs: number, heard: WakuEnd['heard'],
    done: (ok: boolean) => void
  ): void
  setUp (up: boolean): void
  /** Kills or revives one service node. */
  setNode (node: number, up: boolean): void
  /** From now on the store keeps for so long; what is older is gone. */
  setStore (storeMs: number): void
}

const ROUND_TRIP_MS = 100
const GIVE_UP_MS = 2_000

/** Share of messages of 10 kB among 1,000 nodes that had come after so many milliseconds; straight lines between. */
const DELAYS: readonly (readonly [share: number, ms: number])[] = [
  [0, 356], [0.5, 518], [0.9, 613], [0.99, 642], [1, 700],
]

/** One delay as measured on Waku's relay. */
export function wakuDelayMs (random: Random): number {
  const share = random.next()
  const index = DELAYS.findIndex(([upTo]) => share < upTo)
  const [[fromShare, fromMs], [toShare, toMs]] = [DELAYS[index - 1]!, DELAYS[index]!]
  return fromMs + (toMs - fromMs) * (share - fromShare) / (toShare - fromShare)
}

const WAKU_DEFAULTS: WakuOptions = {
  delayMs: wakuDelayMs,
  loss: 0,
  storeMs: 86_400_000,
  rate: { messages: 100, windowMs: 600_000 },
  nodes: 2,
  reconnectMs: 19_000,
}

interface Member { node: number, buckets: readonly number[], readonly sentAtMs: number[] }

/** Creates a network that is up. */
export function createVirtualWaku (clock: VirtualClock, random: Random, given: Partial<WakuOptions>): VirtualWaku {
  const options = { ...WAKU_DEFAULTS, ...given }
  const members = new Map<WakuEnd, Member>()
  const watchers = new Map<number, Set<WakuEnd>>()
  const log: WakuMessage[] = []
  const kept: {
    readonly bucket: number, readonly record: WakuRecord, readonly id: string, readonly sentAtMs: number,
    readonly takenAtMs: number
  }[] = []
  const nodes = Array.from({ length: options.nodes }, () => ({ up: true }))
  let { storeMs } = options
  let up = true
  let nextId = 1
  let refused = 0
  let lost = 0
  let answered = 0

  const reaches = (end: WakuEnd): boolean => up && nodes[members.get(end)!.node]!.up

  /** Another node that is there, for each of those whose own is not. */
  function moveOver (): void {
    for (const [end, member] of members) {
      if (nodes[member.node]!.up) continue
      const next = nodes.findIndex(node => node.up)
      if (next < 0) continue
      member.node = next
      if (up) end.reached(true)
    }
  }

  /** Whether the network lets another message of this member pass; counts it. */
  function allows ({ sentAtMs }: Member): boolean {
    while (sentAtMs.length > 0 && sentAtMs[0]! <= clock.nowMs - options.rate.windowMs) sentAtMs.shift()
    if (sentAtMs.length >= options.rate.messages) return false
    sentAtMs.push(clock.nowMs)
    return true
  }

  return {
    get up () { return up },
    get refused () { return refused },
    get lost () { return lost },
    get answered () { return answered },
    log,
    join (end) {
      members.set(end, { node: members.size % nodes.length, buckets: [], sentAtMs: [] })
    },
    watch (end, buckets) {
      const member = members.get(end)!
      for (const bucket of member.buckets) watchers.get(bucket)?.delete(end)
      member.buckets = buckets
      for (const bucket of buckets) {
        const set = watchers.get(bucket) ?? new Set()
        watchers.set(bucket, set.add(end))
      }
    },
    reaches,
    publish (from, bucket, stored, records, now, done) {
      if (!reaches(from)) return void clock.after(GIVE_UP_MS, () => done(false))
      if (!allows(members.get(from)!)) {
        refused++
        return void clock.after(ROUND_TRIP_MS, () => done(false))
      }
      log.push({ atMs: clock.nowMs, from: from.name, bucket, records, stored })
      const sentAtMs = now.wall
      const named = records.map(record => ({ bucket, record, id: `record-${nextId++}`, sentAtMs }))
      if (stored && storeMs > 0) for (const one of named) kept.push({ ...one, takenAtMs: clock.nowMs })
      for (const end of watchers.get(bucket) ?? []) {
        if (random.next() < options.loss) {
          lost++
          continue
        }
        clock.after(options.delayMs(random), () => {
          if (!end.listening || !reaches(end) || !members.get(end)!.buckets.includes(bucket)) return
          for (const { record, id } of named) end.heard(record, id, sentAtMs)
        })
      }
      clock.after(ROUND_TRIP_MS, () => done(true))
    },
    query (from, bucket, sinceMs, untilMs, heard, done) {
      if (!reaches(from) || storeMs === 0) return void clock.after(ROUND_TRIP_MS, () => done(false))
      clock.after(ROUND_TRIP_MS, () => {
        while (kept.length > 0 && kept[0]!.takenAtMs < clock.nowMs - storeMs) kept.shift()
        for (const item of kept.toReversed()) {
          const isAsked = item.bucket === bucket && item.sentAtMs >= sinceMs && item.sentAtMs <= untilMs
          if (isAsked) heard(item.record, item.id, item.sentAtMs)
        }
        answered++
        done(true)
      })
    },
    setUp (next) {
      if (up === next) return
      up = next
      for (const end of members.keys()) if (!next || reaches(end)) end.reached(next)
    },
    setNode (number, isUp) {
      const node = nodes[number]!
      if (node.up === isUp) return
      node.up = isUp
      if (isUp) return moveOver()
      for (const [end, member] of members) if (member.node === number && up) end.reached(false)
      clock.after(options.reconnectMs, moveOver)
    },
    setStore (ms) {
      storeMs = ms
      if (ms === 0) kept.length = 0
    },
  }
}
