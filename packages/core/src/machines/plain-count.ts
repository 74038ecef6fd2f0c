import { CHUNK_LENGTH_BYTES, TAG_BYTES } from '../limits.ts'
import type { SwarmState } from './swarm-state.ts'

/** Plain bytes of the chunks we have: every chunk is full but the last of a page. */
export interface PlainCount {
  readonly bytes: number
  /** True size, once the final page tells (or the reference did). */
  readonly total: number | null
  /** Another page is known. */
  paged (): void
  /** We have a chunk more. */
  kept (chunk: number): void
}

export function createPlainCount (state: SwarmState): PlainCount {
  /** By last chunk of a page: bytes that it lacks to be full. */
  const lacking = new Map<number, number>()
  let settled = 0
  let bytes = 0

  const capacity = (): number => state.chunkBytes - CHUNK_LENGTH_BYTES - TAG_BYTES

  /** A page's length is known once the next one's offset is. */
  function settle (): void {
    for (; settled < state.pages.length; settled++) {
      const page = state.pages[settled]!
      const end = page.size ?? state.pages[settled + 1]?.plainOffset
      if (end === undefined && settled + 1 >= state.pages.length) return
      if (end === undefined || page.plainOffset === undefined || page.count === 0 || page.kind === 'parity') continue
      const lacks = page.count * capacity() - (end - page.plainOffset)
      if (lacks <= 0) continue
      const last = page.first + page.count - 1
      lacking.set(last, lacks)
      if (state.have.has(last)) bytes -= lacks
    }
  }

  bytes = state.have.count * capacity()
  settle()
  return {
    get bytes () { return bytes },
    get total () { return state.pages.at(-1)?.size ?? state.payload.size ?? null },
    paged: settle,
    kept (chunk) { bytes += capacity() - (lacking.get(chunk) ?? 0) },
  }
}
