/**
 * Giving: which connection may send next, and how much the links hold of ours.
 *
 * Deficit round robin over connections, each with at most a few chunks in its link; few connections at once, so that a
 * slow uplink finishes chunks instead of starting many; one rate limit for the whole engine. The link answers each
 * `send-chunk` with a `chunk-out`, which is what moves the next one.
 */
import type { Instant, SwarmNo } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import {
  CHUNK_BYTES, MAX_QUEUED_REQUESTS, MAX_UPLINK_BYTES, MIN_UPLOAD_SLOTS, SLICE_BYTES, STALL_MS, UPLINK_CHUNKS,
  UPLOAD_SLOTS,
} from '../limits.ts'
import type { Alarms } from './alarms.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { Flow } from './flow.ts'
import { createGiven, type Given } from './given.ts'
import {
  ANY_DATA, createSendLine, createSendQueue, isParity, nextWanted, PARITY, toTheEnd, type SendLine, type SendQueue,
  type Wanted,
} from './send-queue.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

export interface Uplink {
  setRate (bytesPerSecond: number | null, now: Instant, out: Effect[]): void
  /** A member asked for a part of a chunk that we have; false when too much waits for it already. */
  want (channel: Channel, wanted: Wanted): boolean
  /** The member no longer wants it. */
  cancel (channel: Channel, chunk: number, out: Effect[]): void
  /** The link is done with a chunk; `sent` is false when the rest of it is not to be tried. */
  out (channel: Channel, chunk: number, sentBytes: number, sent: boolean, now: Instant): void
  /** The channel is gone. */
  forget (channel: Channel): void
  /** The swarm is gone. */
  forgetSwarm (swarm: SwarmNo): void
  /** Hands links what may be sent now; to be called after any of the above. */
  pump (now: Instant, out: Effect[]): void
  /** Parts that wait or are on their way on a channel. */
  waiting (channel: Channel): number
}

/** Who has less than this share of what those who wait have on average is behind. */
const BEHIND_SHARE = 0.95
/** Bytes of a connection's turn. */
const QUANTUM_BYTES = CHUNK_BYTES
/** Milliseconds of the rate that may leave at once after a pause. */
const BURST_MS = 100
/** Milliseconds of a connection's share of a limited rate that one part takes: no receiver is to think us stalled. */
const PART_MS = 500
/** Milliseconds that a chunk may take to leave for one connection more to be served at once. */
const QUICK_MS = 200
/** Milliseconds without a chunk leaving after which a connection is slow by itself: others are served beside it. */
const SLOW_MS = 1_000
/** Milliseconds of a link's own speed that it may hold. */
const HOLD_MS = 200

/** Creates an uplink with nothing to give. */
export function createUplink (alarms: Alarms): Uplink {
  const given = new Map<SwarmNo, Given>()
  const lines = new Map<Flow, SendLine>()
  const queues = new Map<Channel, SendQueue>()
  /** Connections with something waiting, in turn. */
  const ring: SendLine[] = []
  /** Connections whose link has something of ours. */
  const active = new Set<SendLine>()
  const alarm = alarms.create(pump)
  let bucket: TokenBucket | undefined
  let rate: number | null = null
  /** How many connections are given chunks at the same time. */
  let slots = MIN_UPLOAD_SLOTS
  let outBytes = 0

  function givenOf (swarm: SwarmNo): Given {
    const known = given.get(swarm) ?? createGiven()
    given.set(swarm, known)
    return known
  }

  function queueOf (channel: Channel): SendQueue {
    let queue = queues.get(channel)
    if (queue === undefined) {
      queue = createSendQueue(channel, givenOf(channel.swarm))
      queues.set(channel, queue)
      let line = lines.get(channel.flow)
      if (line === undefined) {
        line = createSendLine()
        lines.set(channel.flow, line)
      }
      line.queues.push(queue)
    }
    return queue
  }

  /** When the rate limit's debt is paid: parts may be larger than its burst, and the next one waits. */
  const paidAt = (now: Instant): number => bucket?.readyAt(0, now.mono) ?? now.mono

  /** All slots are taken, not counting connections that read nothing or are slower than our line could be. */
  function full (now: Instant): boolean {
    const most = rate === null ? Math.floor(slots) : UPLOAD_SLOTS
    if (active.size < most) return false
    const patienceMs = active.size < UPLOAD_SLOTS ? SLOW_MS : STALL_MS
    let taken = 0
    for (const line of active) if (line.movedAt + patienceMs > now.mono) taken++
    return taken >= Math.min(most, active.size)
  }

  /** A chunk that shares the line with few is soon a chunk that its receiver can give: as many slots as keep it so. */
  function resize (ms: number): void {
    if (ms < QUICK_MS) slots = Math.min(UPLOAD_SLOTS, slots + 1 / slots)
    else if (ms > 2 * QUICK_MS) slots = Math.max(MIN_UPLOAD_SLOTS, slots - 1 / slots)
  }

  /** What a link may hold: what it takes in a moment, so that what comes next is decided late. */
  function holds (line: SendLine, now: Instant): number {
    const least = active.size > 1 ? CHUNK_BYTES : 2 * CHUNK_BYTES
    return Math.min(UPLINK_CHUNKS * CHUNK_BYTES, Math.max(least, line.rate.perSecond(now.mono) * HOLD_MS / 1000))
  }

  function maySend (line: SendLine, bytes: number, now: Instant): boolean {
    if (line.outBytes > 0 && line.outBytes + bytes > holds(line, now)) return false
    if (outBytes + bytes > MAX_UPLINK_BYTES) return false
    // Slots go round: while others wait for one, nobody gets more than it has.
    return !full(now) || (line.outBytes > 0 && ring.every((other) => other.outBytes > 0))
  }

  function partBytes (wanted: Wanted): number {
    if (rate === null) return wanted.length
    return Math.min(wanted.length, Math.max(SLICE_BYTES, Math.floor(rate * PART_MS / 1000 / (ring.length + 1))))
  }

  /** Nothing more of the chunk is to be sent. */
  function drop (queue: SendQueue, chunk: number): void {
    const wanted = queue.wanted.get(chunk)
    if (wanted !== undefined && isParity(wanted)) queue.parity--
    queue.wanted.delete(chunk)
    if (queue.begun?.chunk === chunk) queue.begun = undefined
  }

  function send (line: SendLine, queue: SendQueue, wanted: Wanted, bytes: number, now: Instant, out: Effect[]): void {
    const { chunk, offset } = wanted
    out.push({ type: 'send-chunk', chan: queue.channel.chan, chunk: chunkNo(chunk), offset, length: bytes })
    queue.out.set(wanted.chunk, bytes)
    if (queue.begun === undefined && !isParity(wanted)) queue.given.again(wanted.chunk)
    if (bytes === wanted.length) {
      drop(queue, wanted.chunk)
    } else {
      queue.begun = wanted
      wanted.offset += bytes
      wanted.length -= bytes
    }
    if (line.outBytes === 0) {
      line.movedAt = now.mono
      active.add(line)
    }
    line.outBytes += bytes
    line.deficit -= bytes
    outBytes += bytes
    bucket?.force(bytes, now.mono)
    toTheEnd(line, queue)
  }

  /** One turn, of chunks given at most `times` before; true when something was sent. */
  function turn (line: SendLine, times: number, now: Instant, out: Effect[]): boolean {
    let sent = false
    if (!maySend(line, 1, now)) return false
    line.deficit = Math.min(line.deficit, 0) + QUANTUM_BYTES
    while (line.deficit > 0) {
      const next = nextWanted(line)
      if (next === undefined || next.given > times) break
      const bytes = partBytes(next.wanted)
      if (!maySend(line, bytes, now) || paidAt(now) > now.mono) break
      send(line, next.queue, next.wanted, bytes, now, out)
      sent = true
    }
    return sent
  }

  /** Who has less than others who wait was late or is linked with few: it waits half as long. */
  function enter (line: SendLine): void {
    const count = line.queues[0]?.channel.have.count ?? 0
    let sum = 0
    for (const other of ring) sum += other.queues[0]?.channel.have.count ?? 0
    const isBehind = count * ring.length < BEHIND_SHARE * sum
    ring.splice(isBehind ? ring.length >> 1 : ring.length, 0, line)
  }

  /** Turns all round until nothing may be sent; false when the rate limit ended it. */
  function rounds (times: number, now: Instant, out: Effect[]): boolean {
    for (let idle = 0; idle < ring.length;) {
      const due = paidAt(now)
      if (due > now.mono) {
        alarm.setBy(due)
        return false
      }
      const line = ring.shift()!
      const sent = turn(line, times, now, out)
      if (line.queues.every((queue) => queue.wanted.size === 0)) line.queued = false
      else if (sent) enter(line)
      // Or those behind one that cannot be sent anything now would not be looked at.
      else ring.push(line)
      idle = sent ? 0 : idle + 1
    }
    return true
  }

  /** Something that is no parity waits and can leave soon: its connection moves, or has its turn still to come. */
  function isDataWaiting (now: Instant): boolean {
    return ring.some(({ queues: on, outBytes: held, movedAt }) =>
      (held === 0 || movedAt + SLOW_MS > now.mono) && on.some(({ wanted, parity }) => wanted.size > parity))
  }

  function pump (now: Instant, out: Effect[]): void {
    // What nobody was given yet leaves first, whoever asked for it: the others can have the rest from each other.
    if (ring.length > 1 && !rounds(0, now, out)) return
    if (!rounds(ANY_DATA, now, out)) return
    if (ring.some(({ queues: on }) => on.some(({ parity }) => parity > 0))) {
      if (isDataWaiting(now)) alarm.setBy(now.mono + SLOW_MS)
      else if (!rounds(PARITY, now, out)) return
    }
    // Slots may be held by connections that move nothing: nobody tells us when that becomes true.
    if (ring.length === 0 || active.size < Math.floor(slots)) return
    alarm.setBy(now.mono + (active.size < UPLOAD_SLOTS ? SLOW_MS : STALL_MS))
  }

  return {
    setRate (bytesPerSecond, now, out) {
      rate = bytesPerSecond
      bucket = rate === null
        ? undefined
        : createTokenBucket({ capacity: rate * BURST_MS / 1000, perSecond: rate }, now.mono)
      pump(now, out)
    },
    want (channel, wanted) {
      const queue = queueOf(channel)
      if (queue.wanted.size >= MAX_QUEUED_REQUESTS) return false
      drop(queue, wanted.chunk)
      queue.wanted.set(wanted.chunk, wanted)
      if (isParity(wanted)) queue.parity++
      const line = lines.get(channel.flow)!
      if (!line.queued) {
        line.queued = true
        enter(line)
      }
      return true
    },
    cancel (channel, chunk, out) {
      const queue = queues.get(channel)
      if (queue === undefined) return
      drop(queue, chunk)
      if (queue.out.has(chunk)) out.push({ type: 'abort-send', chan: channel.chan, chunk: chunkNo(chunk) })
    },
    out (channel, chunk, sentBytes, sent, now) {
      const queue = queues.get(channel)
      const bytes = queue?.out.get(chunk)
      if (queue === undefined || bytes === undefined) return
      const line = lines.get(channel.flow)!
      queue.out.delete(chunk)
      // Only the part that was on its way: canceled and asked for anew meanwhile, it still waits.
      if (!sent && queue.begun?.chunk === chunk) drop(queue, chunk)
      outBytes -= bytes
      line.outBytes -= bytes
      if (sentBytes >= QUANTUM_BYTES / 2) resize(now.mono - line.movedAt)
      line.movedAt = now.mono
      line.rate.add(sentBytes, now.mono)
      if (line.outBytes === 0) active.delete(line)
      if (sentBytes < bytes) bucket?.force(sentBytes - bytes, now.mono)
    },
    forget (channel) {
      const queue = queues.get(channel)
      if (queue === undefined) return
      const line = lines.get(channel.flow)!
      queues.delete(channel)
      line.queues.splice(line.queues.indexOf(queue), 1)
      for (const bytes of queue.out.values()) {
        outBytes -= bytes
        line.outBytes -= bytes
      }
      if (line.outBytes === 0) active.delete(line)
      if (line.queues.length > 0) return
      lines.delete(channel.flow)
      if (line.queued) ring.splice(ring.indexOf(line), 1)
    },
    forgetSwarm: (swarm) => { given.delete(swarm) },
    pump,
    waiting (channel) {
      const queue = queues.get(channel)
      return queue === undefined ? 0 : queue.wanted.size + queue.out.size
    },
  }
}
