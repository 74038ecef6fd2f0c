/**
 * Which chunk to ask a member for next: what a reader waits for, then the first few at random (something to trade),
 * then the rarest. While nobody else in sight lacks anything order serves the disks, so chunks are taken in line, but
 * from a place of our own: others may have begun at the same moment, unseen.
 */
import type { ChunkSet } from './chunk-set.ts'
import { createChunkSet, firstCommon } from './chunk-set.ts'
import type { Random } from './random.ts'
import { createRarity } from './rarity.ts'

export type Order = 'in-line' | 'random' | 'rarest'

export interface Picker {
  /** Chunks that may be asked for. */
  readonly open: number
  /** May be asked for (again). */
  add (chunk: number): void
  /** Asked for, or here. */
  take (chunk: number): void
  /** A member that delivers starts to count (or no longer does), with all it has. */
  count (have: ChunkSet, by: 1 | -1): void
  /** A counted member has one more. */
  heard (chunk: number): void
  /** A reader watches `count` chunks from `first` on; 0 ends it. */
  read (first: number, count: number): void
  /** The reader's next chunks, whether asked for or not. */
  readonly window: { readonly first: number, readonly end: number }
  /** The chunk to ask a member with `have` for; -1 when it has none of the open ones. */
  pick (have: ChunkSet, order: Order): number
}

/** Open chunks from which on it matters where the line begins. */
const LINE_FROM_CHUNKS = 8

/** Creates a picker with nothing to ask for. */
export function createPicker (random: Random): Picker {
  const open = createChunkSet()
  const rarity = createRarity()
  /** Where the line goes on; -1 before it began. */
  let line = -1
  /** No chunk was ever added from here on. */
  let end = 0

  function anywhere (have: ChunkSet): number {
    const start = random.below(end)
    const chunk = firstCommon(open, have, start, end)
    return chunk >= 0 ? chunk : firstCommon(open, have, 0, start)
  }

  function inLine (have: ChunkSet): number {
    if (line < 0) {
      // A page or two are no payload yet: whatever is there comes first.
      if (open.count < LINE_FROM_CHUNKS) return firstCommon(open, have, 0, end)
      line = random.below(end)
    }
    let chunk = firstCommon(open, have, line, end)
    if (chunk < 0) chunk = firstCommon(open, have, 0, line)
    if (chunk >= 0) line = chunk + 1
    return chunk
  }

  const picker = {
    open: 0,
    window: { first: 0, end: 0 },
    add (chunk: number): void {
      if (!open.add(chunk)) return
      picker.open++
      rarity.insert(chunk)
      if (chunk >= end) end = chunk + 1
    },
    take (chunk: number): void {
      if (!open.delete(chunk)) return
      picker.open--
      rarity.remove(chunk)
    },
    count (have: ChunkSet, by: 1 | -1): void {
      for (let at = 0; at < have.words.length; at++) {
        for (let word = have.words[at]!; word !== 0; word &= word - 1) {
          rarity.change((at << 5) + 31 - Math.clz32(word & -word), by)
        }
      }
    },
    heard: (chunk: number): void => rarity.change(chunk, 1),
    read (first: number, count: number): void {
      picker.window = { first, end: first + count }
    },
    pick (have: ChunkSet, order: Order): number {
      const { window } = picker
      if (open.count === 0) return -1
      if (window.end > window.first) {
        const chunk = firstCommon(open, have, window.first, window.end)
        if (chunk >= 0) return chunk
      }
      if (order === 'in-line') return inLine(have)
      if (order === 'random') return anywhere(have)
      const chunk = rarity.pick(have, random)
      return chunk >= 0 ? chunk : anywhere(have)
    },
  }
  return picker
}
