import type { Instant } from '../ids.ts'
import type { ChunkRange } from '../pure/frame.ts'
import type { ArrivalHooks, Arrivals } from './arrivals.ts'
import type { Channel } from './channel.ts'
import type { Coverage } from './coverage.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import type { Guess } from './guess.ts'

export interface Download extends Arrivals {
  /** Chunks that could be asked for now, if somebody has them. */
  open (): number
  readonly guess: Guess
  /** What is in sight of a payload with parity, once all its pages are known; undefined of others. */
  coverage (): Coverage | undefined
  /** A member came, or an old connection to it is in use again. */
  joined (channel: Channel, now: Instant, out: Effect[]): void
  /** Pages were added: chunks from `first` on are known. */
  grown (first: number, now: Instant, out: Effect[]): void
  /** Asks for at most so many chunks on a channel; how many it asked for. */
  ask (channel: Channel, most: number, now: Instant, out: Effect[]): number
  /** Lets every channel look for something to ask for. */
  askAll (now: Instant, out: Effect[]): void
  /** A member announced chunks; false when there are no such chunks. */
  heard (channel: Channel, ranges: readonly ChunkRange[], now: Instant, out: Effect[]): boolean
  bytesIn (channel: Channel, bytes: BytesIn, now: Instant, out: Effect[]): void
  /** A better channel to the member took over: what it owes may come, nothing more is asked. */
  drain (channel: Channel, now: Instant, out: Effect[]): void
  /** A member cannot give what it was asked for now. */
  refused (channel: Channel, chunks: readonly number[], now: Instant, out: Effect[]): void
  /** The channel is gone; what it owed is asked of others. */
  left (channel: Channel, now: Instant, out: Effect[]): void
  /** The store keeps these columns from now on, and nothing else. */
  keepColumns (columns: readonly number[], now: Instant, out: Effect[]): void
  /** Nothing is to be asked any more: the transfer paused, failed or went. */
  stop (now: Instant, out: Effect[]): void
  read (first: number, count: number, now: Instant, out: Effect[]): void
}

/** What a slice brought of a chunk, see `LinkListener.bytesIn`. */
type BytesIn = Pick<Extract<Event, { type: 'bytes-in' }>, 'chunk' | 'accepted' | 'wasted' | 'filled'>

export interface DownloadHooks extends ArrivalHooks {
  /** A member has nothing more that we could ask for. */
  readonly onDry: (now: Instant) => void
}
