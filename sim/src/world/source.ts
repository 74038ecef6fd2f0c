import { plainBytes, type VirtualPayload } from './payload.ts'

/** What a source gives in one go: the plain bytes of each chunk, and when the last of them was there. */
export interface Batch {
  readonly chunks: readonly number[]
  readonly readyAtMs: number
  /** The last chunk was flushed before it was full, because nothing more came for a while. */
  readonly short: boolean
  readonly last: boolean
}

/**
 * Reads on after `taken` plain bytes: as many chunks as are there, up to `maxChunks`; when not even one is, waits for
 * it until `flushMs` after its first byte. `sinceMs` is when a slow source began to flow.
 */
export function takeFromSource (
  payload: VirtualPayload, sinceMs: number, taken: number, maxChunks: number, flushMs: number, nowMs: number
): Batch {
  const { bytes, bytesPerSecond } = payload
  const full = plainBytes(payload)
  const perMs = bytesPerSecond === undefined ? Infinity : bytesPerSecond / 1000
  const thereAt = (offset: number): number => perMs === Infinity ? nowMs : sinceMs + offset / perMs
  const gave = (ms: number): number => Math.floor((ms - sinceMs) * perMs)
  const thereBy = (ms: number): number => perMs === Infinity ? bytes : Math.min(bytes, gave(ms))

  const firstByteAt = thereAt(Math.min(taken + 1, bytes))
  const firstFullAt = thereAt(Math.min(taken + full, bytes))
  const readyAtMs = Math.max(nowMs, Math.min(firstFullAt, firstByteAt + flushMs))
  const there = Math.max(thereBy(readyAtMs), Math.min(taken + 1, bytes))

  const chunks: number[] = []
  let offset = taken
  while (chunks.length < maxChunks && offset < there) {
    const plain = Math.min(full, there - offset)
    // What is not full waits for its own turn, unless nothing else came or the source has ended.
    if (plain < full && there < bytes && chunks.length > 0) break
    chunks.push(plain)
    offset += plain
  }
  const last = offset === bytes
  return { chunks, readyAtMs, short: !last && chunks.length > 0 && chunks.at(-1)! < full, last }
}
