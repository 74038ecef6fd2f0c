import { FIRST_PARITY } from '../pure/parity-name.ts'
import type { Channel } from './channel.ts'
import type { Given } from './given.ts'
import { createRateMeter, type RateMeter } from './rate-meter.ts'

/** A part of a chunk that a member asked for, or what is left of it. */
export interface Wanted { readonly chunk: number, offset: number, length: number }

/** What one channel was asked for and what the link has of it. */
export interface SendQueue {
  readonly channel: Channel
  /** What members were given of this swarm so far. */
  readonly given: Given
  /** In the order in which they were asked. */
  readonly wanted: Map<number, Wanted>
  /** How many of `wanted` are parity. */
  parity: number
  /** Bytes handed to the link, by chunk. */
  readonly out: Map<number, number>
  /** The chunk that a rate limit sends in parts: it goes on before another begins. */
  begun: Wanted | undefined
}

/** What one connection is to be given, over all its channels. */
export interface SendLine {
  readonly queues: SendQueue[]
  /** Bytes it may send before its turn ends (deficit round robin). */
  deficit: number
  /** Bytes that the link has. */
  outBytes: number
  /** How fast the link takes them. */
  readonly rate: RateMeter
  /** When a chunk last left or the first was handed over. */
  movedAt: number
  /** It is in the ring: something waits. */
  queued: boolean
}

/** Before every chunk that was never given. */
const HALF = -1
/** What counts as given the most of all: parity is made on demand, for whoever can wait. */
export const PARITY = Infinity
/** The most that any other chunk was given. */
export const ANY_DATA = Number.MAX_SAFE_INTEGER

/** Milliseconds over which a link's speed is averaged. */
const RATE_MS = 1_000

export function createSendLine (): SendLine {
  return { queues: [], deficit: 0, outBytes: 0, rate: createRateMeter(RATE_MS), movedAt: 0, queued: false }
}

export function createSendQueue (channel: Channel, given: Given): SendQueue {
  return { channel, given, wanted: new Map(), parity: 0, out: new Map(), begun: undefined }
}

/** `given`: how often its chunk left before. */
export interface NextWanted { readonly queue: SendQueue, readonly wanted: Wanted, readonly given: number }

/**
 * The next part to send. Channels of a connection take turns. Within a channel the chunk that was given the least comes
 * first, so that a sender's uplink brings out what nobody else can give yet; the rest may come from others meanwhile.
 * Parity comes after all else that the connection's channels want.
 */
export function nextWanted (line: SendLine): NextWanted | undefined {
  let last: NextWanted | undefined
  for (const queue of line.queues) {
    const { begun } = queue
    if (begun !== undefined) {
      if (queue.out.has(begun.chunk)) continue
      return { queue, wanted: begun, given: 0 }
    }
    let best: Wanted | undefined
    let least = Infinity
    for (const wanted of queue.wanted.values()) {
      if (queue.out.has(wanted.chunk)) continue
      // Who has the beginning of a chunk lost a connection over it: unless halves go first, a relay that cuts every
      // hundred kilobytes begins chunk after chunk and ends none.
      const given = isParity(wanted) ? PARITY : wanted.offset > 0 ? HALF : queue.given.times(wanted.chunk)
      if (given >= least && best !== undefined) continue
      best = wanted
      least = given
      if (least === HALF) break
    }
    if (best === undefined) continue
    const next = { queue, wanted: best, given: Math.max(0, least) }
    if (least < PARITY) return next
    last ??= next
  }
  return last
}

export function isParity ({ chunk }: Wanted): boolean {
  return chunk >= FIRST_PARITY
}

/** Its channel had a turn: the others come before it. */
export function toTheEnd (line: SendLine, queue: SendQueue): void {
  if (line.queues.length < 2) return
  line.queues.splice(line.queues.indexOf(queue), 1)
  line.queues.push(queue)
}
