/**
 * Have-maps on the wire: runs (pairs of varints: gap since the last run, length) or a bitfield, whichever is smaller.
 * One frame carries at most MAX_HAVE_BYTES of either; `splitHave` cuts a map into frames.
 */
import { chunkNo } from '../ids.ts'
import { MAX_CHUNKS, MAX_HAVE_BYTES } from '../limits.ts'
import type { ChunkRange } from './frame.ts'
import { CHUNK_NUMBERS } from './parity-name.ts'
import { readVarint, varintBytes, writeVarint } from './varint.ts'

/** The two written forms. */
export type WrittenHave =
  | { readonly runs: Uint8Array }
  | { readonly first: number, readonly bits: Uint8Array }

/** Ranges in ascending order, without overlaps and neighbours. */
export function normalizeRanges (ranges: readonly ChunkRange[]): ChunkRange[] {
  const merged: { first: number, count: number }[] = []
  for (const { first, count } of [...ranges].sort((a, b) => a.first - b.first)) {
    const last = merged.at(-1)
    if (last !== undefined && first <= last.first + last.count) {
      last.count = Math.max(last.count, first + count - last.first)
    } else if (count > 0) merged.push({ first, count })
  }
  return merged as unknown as ChunkRange[]
}

/** A bitfield begins with a multiple of 8, so that maps in memory can be copied byte by byte. */
function bitStart (range: ChunkRange | undefined): number {
  return Math.floor((range?.first ?? 0) / 8) * 8
}

/** A range in pieces that one frame may name. */
function cut ({ first, count }: ChunkRange): ChunkRange[] {
  return Array.from({ length: Math.ceil(count / MAX_CHUNKS) }, (_, i) => ({
    first: chunkNo(first + i * MAX_CHUNKS), count: Math.min(MAX_CHUNKS, count - i * MAX_CHUNKS),
  }))
}

/** Cuts ranges into parts that fit one `have` frame each; empty when there is nothing to tell. */
export function splitHave (ranges: readonly ChunkRange[]): ChunkRange[][] {
  const parts: ChunkRange[][] = []
  let part: ChunkRange[] = []
  let end = 0
  let bytes = 0
  let chunks = 0
  for (const range of normalizeRanges(ranges).flatMap(cut)) {
    const size = varintBytes(range.first - end) + varintBytes(range.count)
    const start = bitStart(part[0] ?? range)
    const fits = bytes + size <= MAX_HAVE_BYTES || range.first + range.count - start <= MAX_HAVE_BYTES * 8
    if (!fits || chunks + range.count > MAX_CHUNKS) {
      parts.push(part)
      part = []
      chunks = 0
      // A part on its own counts its first gap from 0.
      bytes = varintBytes(range.first) + varintBytes(range.count)
    } else bytes += size
    part.push(range)
    chunks += range.count
    end = range.first + range.count
  }
  return part.length > 0 ? [...parts, part] : parts
}

/** Writes ranges; throws `RangeError` when they need more than one frame. */
export function encodeHave (ranges: readonly ChunkRange[]): WrittenHave {
  const sorted = normalizeRanges(ranges)
  let runBytes = 0
  let end = 0
  for (const { first, count } of sorted) {
    runBytes += varintBytes(first - end) + varintBytes(count)
    end = first + count
  }
  const start = bitStart(sorted[0])
  const bitBytes = Math.ceil((end - start) / 8)
  if (Math.min(runBytes, bitBytes) > MAX_HAVE_BYTES) throw new RangeError('too much for one have-map: split it')
  return runBytes <= bitBytes
    ? { runs: writeRuns(sorted, runBytes) }
    : { first: start, bits: writeBits(sorted, start, bitBytes) }
}

function writeRuns (sorted: readonly ChunkRange[], bytes: number): Uint8Array {
  const runs = new Uint8Array(bytes)
  let at = 0
  let end = 0
  for (const { first, count } of sorted) {
    at = writeVarint(runs, at, first - end)
    at = writeVarint(runs, at, count)
    end = first + count
  }
  return runs
}

function writeBits (sorted: readonly ChunkRange[], start: number, bytes: number): Uint8Array {
  const bits = new Uint8Array(bytes)
  for (const { first, count } of sorted) {
    for (let i = first - start; i < first - start + count; i++) {
      bits[i >> 3] = (bits[i >> 3] as number) | 0x80 >> (i & 7)
    }
  }
  return bits
}

/** As it was read: one of `runs` and `bits` is empty. */
interface ReadHave { readonly runs: Uint8Array, readonly first: number, readonly bits: Uint8Array }

/** Reads either form; undefined when it is malformed or names chunks that no payload has. */
export function decodeHave ({ runs, first, bits }: ReadHave): ChunkRange[] | undefined {
  if (runs.length + bits.length > MAX_HAVE_BYTES || (runs.length > 0 && bits.length > 0)) return undefined
  const ranges = runs.length > 0 ? readRuns(runs) : readBits(first, bits)
  return ranges !== undefined && bounded(ranges) ? ranges : undefined
}

function readRuns (runs: Uint8Array): ChunkRange[] | undefined {
  const ranges: { first: number, count: number }[] = []
  let end = 0
  for (let at = 0; at < runs.length;) {
    const gap = readVarint(runs, at)
    const count = gap && readVarint(runs, gap.next)
    if (gap === undefined || count === undefined || count.value === 0) return undefined
    const last = ranges.at(-1)
    if (gap.value === 0 && last !== undefined) last.count += count.value
    else ranges.push({ first: end + gap.value, count: count.value })
    end += gap.value + count.value
    at = count.next
  }
  return ranges as unknown as ChunkRange[]
}

function readBits (start: number, bits: Uint8Array): ChunkRange[] {
  const ranges: ChunkRange[] = []
  let first = -1
  for (let i = 0; i <= bits.length * 8; i++) {
    const held = i < bits.length * 8 && ((bits[i >> 3] as number) & 0x80 >> (i & 7)) !== 0
    if (held && first < 0) first = i
    if (!held && first >= 0) {
      ranges.push({ first: chunkNo(start + first), count: i - first })
      first = -1
    }
  }
  return ranges
}

/** Chunks that some payload has, and in one frame no more of them than of data chunks: callers loop over them. */
function bounded (ranges: readonly ChunkRange[]): boolean {
  let total = 0
  for (const { first, count } of ranges) {
    total += count
    if (total > MAX_CHUNKS || first + count > CHUNK_NUMBERS) return false
  }
  return true
}
