import { chunkNo, type ChunkNo } from '../ids.ts'
import { CHUNK_LENGTH_BYTES, PROBE_BYTES, TAG_BYTES } from '../limits.ts'
import { chunkOf, columnChunks, stripeCount } from '../pure/stripes.ts'
import { holds, type Channel } from './channel.ts'
import type { Random } from './random.ts'
import type { SwarmState } from './swarm-state.ts'

/** Sealed bytes of these columns once all is listed; at least a chunk, and as much as is known while nothing tells. */
export function columnBytes (state: SwarmState, columns: readonly number[]): number {
  const { payload, chunkBytes, known, final, scheme } = state
  const plain = chunkBytes - CHUNK_LENGTH_BYTES - TAG_BYTES
  const whole = final ? known : Math.max(known, Math.ceil((payload.size ?? 0) / plain))
  return Math.max(1, columnChunks(whole, columns, scheme)) * chunkBytes
}

/** Whether a member announced every chunk of these columns. */
export function hasColumns (state: SwarmState, channel: Channel, columns: readonly number[]): boolean {
  const { known, scheme } = state
  if (scheme.need === 1) return channel.have.count >= known
  for (let stripe = 0; stripe < stripeCount(known, scheme); stripe++) {
    for (const column of columns) {
      const chunk = chunkOf(stripe, column, known, scheme)
      if (chunk !== undefined && !holds(channel, chunk)) return false
    }
  }
  return true
}

/** A part of a chunk, to be read back. */
export interface Sample { readonly chunk: ChunkNo, readonly offset: number, readonly length: number }

/** Slices at random, spread over the whole of these columns: one from each of as many stretches as there are slices. */
export function sampleColumns (
  state: SwarmState, columns: readonly number[], slices: number, random: Random
): Sample[] {
  const { known, scheme, chunkBytes } = state
  const samples: Sample[] = []
  const rows = scheme.need === 1 ? known : stripeCount(known, scheme)
  for (let i = 0; i < slices && rows > 0; i++) {
    const row = Math.floor((i + random.next()) * rows / slices)
    const column = columns[random.below(columns.length)]!
    const chunk = scheme.need === 1 ? chunkNo(row) : chunkOf(row, column, known, scheme)
    if (chunk === undefined) continue // beyond the payload's end: nothing is there
    const length = Math.min(PROBE_BYTES, chunkBytes)
    samples.push({ chunk, offset: random.below(chunkBytes - length + 1), length })
  }
  return samples
}
