import type { ChanNo, ChunkNo, SwarmNo } from '../../../ids.ts'
import { Assembly } from '../../../pure/assembly.ts'
import type { BufferPool } from './buffer-pool.ts'

/** A chunk that is expected, and what is there of it. */
interface Partial {
  readonly assembly: Assembly
  readonly chunkBytes: number
  /** From the pool, with the first byte. */
  bytes: Uint8Array<ArrayBuffer> | undefined
  /** Channels whose bytes are taken. */
  readonly askedOf: Set<ChanNo>
  /** Channels that gave bytes. */
  readonly senders: Set<ChanNo>
}

/** What became of some bytes. `done`: with them the chunk is whole, and leaves. */
export interface Taken {
  readonly accepted: number
  readonly filled: number
  readonly done?: { readonly buffer: ArrayBuffer, readonly senders: readonly ChanNo[] }
}

const NOTHING: Taken = { accepted: 0, filled: 0 }

/**
 * Chunks on their way in, of all connections of a link: halves outlive the connection that brought them. The one copy
 * of a received byte is made here, from the transport's view into the buffer that goes to the store.
 */
export interface Gather {
  /** Takes bytes of a chunk from a channel too, or (`alone`) from it only. */
  expect (swarm: SwarmNo, chan: ChanNo, chunk: ChunkNo, chunkBytes: number, alone: boolean): void
  take (swarm: SwarmNo, chan: ChanNo, chunk: ChunkNo, offset: number, bytes: Uint8Array): Taken
  drop (swarm: SwarmNo, chunk: ChunkNo): void
  /** Drops all chunks of a swarm. */
  dismiss (swarm: SwarmNo): void
}

export function createGather (pool: BufferPool): Gather {
  const swarms = new Map<SwarmNo, Map<ChunkNo, Partial>>()

  function drop (swarm: SwarmNo, chunk: ChunkNo): void {
    const partials = swarms.get(swarm)
    const bytes = partials?.get(chunk)?.bytes
    if (bytes !== undefined) pool.give(bytes.buffer)
    partials?.delete(chunk)
  }

  return {
    expect (swarm, chan, chunk, chunkBytes, alone) {
      const partials = swarms.get(swarm) ?? new Map<ChunkNo, Partial>()
      swarms.set(swarm, partials)
      let partial = partials.get(chunk)
      if (partial?.chunkBytes !== chunkBytes) {
        drop(swarm, chunk)
        const assembly = new Assembly(chunkBytes)
        partial = { assembly, chunkBytes, bytes: undefined, askedOf: new Set(), senders: new Set() }
        partials.set(chunk, partial)
      }
      if (alone) partial.askedOf.clear()
      partial.askedOf.add(chan)
    },
    take (swarm, chan, chunk, offset, bytes) {
      const partial = swarms.get(swarm)?.get(chunk)
      if (partial === undefined) return NOTHING
      const { assembly, chunkBytes, senders } = partial
      if (!partial.askedOf.has(chan)) return { accepted: 0, filled: assembly.filled }
      const { skip, take, at } = assembly.accept(offset, bytes.length)
      if (take === 0) return { accepted: 0, filled: assembly.filled }
      partial.bytes ??= new Uint8Array(pool.take(chunkBytes))
      partial.bytes.set(skip === 0 && take === bytes.length ? bytes : bytes.subarray(skip, skip + take), at)
      senders.add(chan)
      if (!assembly.complete) return { accepted: take, filled: assembly.filled }
      swarms.get(swarm)?.delete(chunk)
      return { accepted: take, filled: chunkBytes, done: { buffer: partial.bytes.buffer, senders: [...senders] } }
    },
    drop,
    dismiss (swarm) {
      for (const chunk of swarms.get(swarm)?.keys() ?? []) drop(swarm, chunk)
      swarms.delete(swarm)
    },
  }
}
