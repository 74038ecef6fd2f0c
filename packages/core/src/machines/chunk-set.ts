import { chunkNo } from '../ids.ts'
import type { ChunkRange } from '../pure/frame.ts'

/**
 * A growing set of chunk numbers, 32 to a word: what a member has, or what may be asked for. Reading is O(1); looking
 * for a common member skips 32 chunks at a time.
 */
export interface ChunkSet {
  /** Members; kept while they change. */
  readonly count: number
  has (chunk: number): boolean
  /** Whether it was new. */
  add (chunk: number): boolean
  /** Whether it was there. */
  delete (chunk: number): boolean
  /** Bit `c & 31` of word `c >> 5`; replaced when the set grows. */
  readonly words: Uint32Array
}

/** Creates an empty set. */
export function createChunkSet (): ChunkSet {
  const set = {
    count: 0,
    words: new Uint32Array(8),
    has: (chunk: number): boolean => (((set.words[chunk >> 5] ?? 0) >>> (chunk & 31)) & 1) === 1,
    add (chunk: number): boolean {
      const at = chunk >> 5
      if (at >= set.words.length) {
        const larger = new Uint32Array(Math.max(at + 1, set.words.length * 2))
        larger.set(set.words)
        set.words = larger
      }
      const word = set.words[at]!
      const bit = 1 << (chunk & 31)
      if ((word & bit) !== 0) return false
      set.words[at] = word | bit
      set.count++
      return true
    },
    delete (chunk: number): boolean {
      const word = set.words[chunk >> 5] ?? 0
      const bit = 1 << (chunk & 31)
      if ((word & bit) === 0) return false
      set.words[chunk >> 5] = word & ~bit
      set.count--
      return true
    },
  }
  return set
}

/** The lowest chunk of `[from, to)` in both sets; -1 when there is none. */
export function firstCommon (a: ChunkSet, b: ChunkSet, from: number, to: number): number {
  const last = Math.min((to + 31) >> 5, a.words.length, b.words.length)
  let at = from >> 5
  let mask = -1 << (from & 31)
  for (; at < last; at++, mask = -1) {
    const common = a.words[at]! & b.words[at]! & mask
    if (common === 0) continue
    const chunk = (at << 5) + 31 - Math.clz32(common & -common)
    return chunk < to ? chunk : -1
  }
  return -1
}

/** The members below `end` as runs, lowest first. */
export function chunkRanges (set: ChunkSet, end: number): ChunkRange[] {
  const ranges: ChunkRange[] = []
  let first = -1
  for (let chunk = 0; chunk <= end; chunk++) {
    if (first < 0 && (chunk & 31) === 0 && (set.words[chunk >> 5] ?? 0) === 0) {
      chunk += 31
      continue
    }
    const inside = chunk < end && set.has(chunk)
    if (inside && first < 0) first = chunk
    if (!inside && first >= 0) {
      ranges.push({ first: chunkNo(first), count: chunk - first })
      first = -1
    }
  }
  return ranges
}

/** Sorted numbers as runs. */
export function toRanges (sorted: readonly number[]): ChunkRange[] {
  const ranges: ChunkRange[] = []
  let first = 0
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[i - 1]! + 1) continue
    ranges.push({ first: chunkNo(sorted[first]!), count: i - first })
    first = i
  }
  return ranges
}
