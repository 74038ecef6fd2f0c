/**
 * Chunks that go to another member than the one who was asked first: at the end from the slow to the idle, and for a
 * reader who waits. What is asked twice on purpose is bounded by the payload's share for that.
 */
import type { Instant } from '../ids.ts'
import { ENDGAME_SHARE } from '../limits.ts'
import type { RequestItem } from '../pure/frame.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import { findSteal } from './endgame.ts'
import type { Fetches } from './fetches.ts'
import type { Picker } from './picker.ts'
import { findHurry } from './reading.ts'
import type { SwarmState } from './swarm-state.ts'

export interface Takeovers {
  /** A channel with nothing else to ask for takes over what others would need longer for. */
  steal (channel: Channel, now: Instant, out: Effect[]): void
  /** Asks a second member for what a reader waits for. */
  hurry (now: Instant, out: Effect[]): void
}

export interface TakeoverOptions {
  readonly state: SwarmState
  readonly fetches: Fetches
  readonly picker: Picker
  readonly mayAsk: (channel: Channel, now: Instant) => boolean
  readonly request: (channel: Channel, items: readonly RequestItem[], now: Instant, out: Effect[]) => void
  readonly cancel: (channel: Channel, chunk: number, out: Effect[]) => void
}

/** Milliseconds between two looks while chunks are open. */
const LOOK_MS = 250

/** Chunks that an idle member takes over at a time: it is to stay quick. */
const MOST_CHUNKS = 2

export function createTakeovers ({ state, fetches, picker, mayAsk, request, cancel }: TakeoverOptions): Takeovers {
  let twiceBytes = 0
  /** While there is something to ask for, looking among all that was asked pays only now and then. */
  let looksAt = 0

  /** Bytes that may still be asked for a second time. */
  const spareBytes = (): number => state.known * state.chunkBytes * ENDGAME_SHARE - twiceBytes

  return {
    steal (channel, now, out) {
      if (picker.open > 0) {
        if (now.mono < looksAt) return
        looksAt = now.mono + LOOK_MS
      }
      while (channel.askedBytes <= MOST_CHUNKS * state.chunkBytes && channel.flow.room(state.chunkBytes)) {
        // Twice only at the very end; before, whoever is idle will find something else.
        const spare = state.final && picker.open === 0 ? spareBytes() : 0
        const found = findSteal({ state, fetches, idle: channel, spareBytes: spare, nowMs: now.mono })
        if (found === undefined) return
        const { fetch, from } = found
        const item = fetches.assign(channel, fetch.chunk, now, out)
        if (from === undefined) twiceBytes += item.length
        else {
          fetch.moves++
          fetches.unassign(from, fetch.chunk, now, out)
          cancel(from, fetch.chunk, out)
        }
        request(channel, [item], now, out)
      }
    },
    hurry (now, out) {
      while (spareBytes() >= state.chunkBytes) {
        const found = findHurry(state, fetches, picker, now.mono)
        if (found === undefined || !mayAsk(found.channel, now)) return
        const item = fetches.assign(found.channel, found.fetch.chunk, now, out)
        twiceBytes += item.length
        request(found.channel, [item], now, out)
      }
    },
  }
}
