/**
 * What members ask us for: checks that we have it, queues it with the uplink, and tells them what cannot be given.
 */
import type { ChunkNo, Instant } from '../ids.ts'
import { CHUNK_BYTES, MAX_REQUEST_ITEMS } from '../limits.ts'
import type { SendOutcome } from '../ports.ts'
import type { RequestItem } from '../pure/frame.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import { canGive, type SwarmState } from './swarm-state.ts'
import { say } from './say.ts'

export type ChunkOutcome = SendOutcome | 'missing' | 'source-changed'

export interface Giving {
  /** Takes a request; false when no member that means well would send it. */
  requested (channel: Channel, items: readonly RequestItem[], now: Instant, out: Effect[]): boolean
  canceled (channel: Channel, chunks: readonly ChunkNo[], now: Instant, out: Effect[]): void
  /** The link is done with a chunk. */
  out (channel: Channel, chunk: ChunkNo, sentBytes: number, outcome: ChunkOutcome, now: Instant, out: Effect[]): void
}

/** Hears of chunks that the store cannot read any more. */
type OnLost = (chunk: ChunkNo, outcome: 'missing' | 'source-changed', now: Instant, out: Effect[]) => void

/** Creates the giving side of a swarm. */
export function createGiving (state: SwarmState, onLost: OnLost): Giving {
  const { uplink } = state.shared

  /** Failed transfers go on giving what was good before; those without their file would only fail again. */
  const mayGive = (): boolean => state.life.state !== 'paused' || state.life.reason === 'quota'

  function refuse (channel: Channel, chunks: readonly ChunkNo[], out: Effect[]): void {
    if (chunks.length > 0) say(channel, { type: 'refuse', chunks }, out)
  }

  return {
    requested (channel, items, now, out) {
      if (items.length > MAX_REQUEST_ITEMS) return false
      const refused: ChunkNo[] = []
      channel.wantedAt = now.mono
      for (const { chunk, offset, length: asked } of items) {
        if (offset < 0 || asked <= 0 || offset + asked > CHUNK_BYTES) return false
        // Who asks before it has a page cannot know how large chunks are.
        const length = Math.min(asked, state.chunkBytes - offset)
        const wanted = mayGive() && canGive(state, chunk) && length > 0
        const given = wanted && uplink.want(channel, { chunk, offset, length })
        if (given) channel.wantedChunks++
        else refused.push(chunk)
      }
      refuse(channel, refused, out)
      uplink.pump(now, out)
      return true
    },
    canceled (channel, chunks, now, out) {
      for (const chunk of chunks) uplink.cancel(channel, chunk, out)
      uplink.pump(now, out)
    },
    out (channel, chunk, sentBytes, outcome, now, out) {
      uplink.out(channel, chunk, sentBytes, outcome === 'sent', now)
      if (sentBytes > 0) {
        state.traffic.out += sentBytes
        state.rateOut.add(sentBytes, now.mono)
      }
      if (outcome === 'missing' || outcome === 'source-changed') {
        refuse(channel, [chunk], out)
        onLost(chunk, outcome, now, out)
      }
      uplink.pump(now, out)
    },
  }
}
