import type { ChanNo, ChunkNo, SwarmNo } from '@passel/core/machines'

export interface Slice {
  readonly chunk: ChunkNo
  readonly offset: number
  readonly bytes: number
  /** Some byte of it is not what the author sealed. */
  readonly corrupt: boolean
}

export interface Taken {
  readonly accepted: number
  readonly wasted: number
  readonly filled: number
  /** All is there: who gave it. */
  readonly senders?: readonly ChanNo[]
}

/** Puts slices together: what a link does with chunks on their way in. */
export interface Assembly {
  expect (swarm: SwarmNo, chan: ChanNo, chunk: ChunkNo, chunkBytes: number, alone: boolean): void
  take (swarm: SwarmNo, chan: ChanNo, slice: Slice): Taken
  /** Whether a finished chunk has a wrong byte; forgets it. */
  collect (swarm: SwarmNo, chunk: ChunkNo): boolean
  drop (swarm: SwarmNo, chunk: ChunkNo): void
}

interface Partial {
  readonly chunkBytes: number
  filled: number
  corrupt: boolean
  readonly senders: Set<ChanNo>
  alone: ChanNo | undefined
}

/** Creates an assembly that expects nothing. */
export function createAssembly (): Assembly {
  const partials = new Map<string, Partial>()
  const key = (swarm: SwarmNo, chunk: ChunkNo): string => `${swarm}/${chunk}`

  return {
    expect (swarm, chan, chunk, chunkBytes, alone) {
      const partial = partials.get(key(swarm, chunk))
      if (partial === undefined) {
        partials.set(key(swarm, chunk), {
          chunkBytes, filled: 0, corrupt: false, senders: new Set(), alone: alone ? chan : undefined
        })
      } else partial.alone = alone ? chan : undefined
    },
    take (swarm, chan, slice) {
      const partial = partials.get(key(swarm, slice.chunk))
      const end = slice.offset + slice.bytes
      // Slices continue what is there; a gap or somebody who was not asked gives nothing of use.
      const useful = partial !== undefined && slice.offset <= partial.filled && end > partial.filled &&
        end <= partial.chunkBytes && (partial.alone === undefined || partial.alone === chan)
      if (!useful) return { accepted: 0, wasted: slice.bytes, filled: partial?.filled ?? 0 }
      const accepted = end - partial.filled
      partial.filled = end
      partial.corrupt ||= slice.corrupt
      partial.senders.add(chan)
      const done = end === partial.chunkBytes
      return { accepted, wasted: slice.bytes - accepted, filled: end, ...(done && { senders: [...partial.senders] }) }
    },
    collect (swarm, chunk) {
      const corrupt = partials.get(key(swarm, chunk))?.corrupt ?? true
      partials.delete(key(swarm, chunk))
      return corrupt
    },
    drop (swarm, chunk) { partials.delete(key(swarm, chunk)) },
  }
}
