import { SEAL_AHEAD_BYTES } from '../../limits.ts'
import { createErasureCoder } from './coding/create-coder.ts'
import type { ErasureCoder } from './coding/erasure-coder.ts'
import { createStripeCoder, type StripeCoder } from './coding/stripe-coder.ts'

/** Time as the store needs it: a wall clock for policies, a timer for flushing. `SystemPort` has both. */
export interface StoreClock {
  /** Monotonic milliseconds. */
  nowMs (): number
  /** Wall time in milliseconds. */
  wallMs (): number
  /** Calls back once, no earlier than after `ms`; the returned function cancels. */
  alarm (ms: number, callback: () => void): () => void
}

export interface StoreOptions {
  /** @default the platform's clocks and timer */
  readonly clock?: StoreClock
  /** Bytes of a sealed chunk of new payloads. @default CHUNK_BYTES, STREAM_CHUNK_BYTES for streams of unknown length */
  readonly chunkBytes?: number
  /** Bytes of sealed chunks kept in memory for a receiver right behind the sealer. @default SEAL_AHEAD_BYTES */
  readonly cacheBytes?: number
  /** What parity is made with. @default the fastest that the platform allows */
  readonly coder?: ErasureCoder
}

export interface ResolvedOptions {
  readonly clock: StoreClock
  readonly chunkBytes: number | undefined
  readonly cacheBytes: number
  readonly coder: StripeCoder
}

export function resolveOptions (
  { clock = platformClock, chunkBytes, cacheBytes = SEAL_AHEAD_BYTES, coder }: StoreOptions
): ResolvedOptions {
  return { clock, chunkBytes, cacheBytes, coder: createStripeCoder(coder ?? createErasureCoder()) }
}

const platformClock: StoreClock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  alarm: (ms, callback) => {
    const timer = setTimeout(callback, Math.max(0, Math.ceil(ms)))
    return () => clearTimeout(timer)
  },
}
