/**
 * Which chunks of a coded payload are in sight: with us or with linked members that deliver. Each `have`, each chunk
 * kept and each stripe costs constant time; what follows from them (which stripes can be made whole by parity, which
 * cannot by anybody linked) is up to date all the time.
 *
 * Exists once all pages are known, of payloads with parity only. Places beyond the payload's end in the last stripe are
 * zeros that everybody has.
 */
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { columnOf, parityRows, stripeCount, stripeOf, type Scheme } from '../pure/stripes.ts'
import { createChunkSet, type ChunkSet } from './chunk-set.ts'

/** What somebody has: data chunks by number, parity chunks counted from 0. */
export interface Holding { readonly have: ChunkSet, readonly parity: ChunkSet }

export interface Coverage {
  readonly scheme: Scheme
  readonly stripes: number
  /** Stripes of which a wanted chunk is out of sight and enough others are in sight. */
  readonly ready: ChunkSet
  /** Stripes of which a wanted chunk is out of sight and cannot be made from what is in sight. */
  readonly short: ChunkSet
  /** One holder more, or one less, has the chunk; we are a holder too. */
  change (chunk: number, by: 1 | -1): void
  /** The same for all that somebody has. */
  count (holding: Holding, by: 1 | -1): void
  /** Somebody has it. */
  inSight (stripe: number, column: number): boolean
  /** Wanted chunks of a stripe that nobody has. */
  lacking (stripe: number): number
  /** The stripe's parity is of no use: it is never ready again. */
  bar (stripe: number): void
  /** Columns of which every chunk is in sight. */
  online (): number
  /** Columns of which some chunk is out of sight. */
  missing (): number[]
}

export interface CoverageOptions {
  readonly scheme: Scheme
  readonly dataChunks: number
  /** Columns that we want for ourselves. */
  readonly wanted: (column: number) => boolean
}

/** Creates a coverage in which nobody has anything. */
export function createCoverage ({ scheme, dataChunks, wanted }: CoverageOptions): Coverage {
  const { need, of } = scheme
  const rows = parityRows(scheme)
  const stripes = stripeCount(dataChunks, scheme)
  const parityEnd = FIRST_PARITY + stripes * rows
  /** By stripe and column. */
  const holders = new Uint16Array(stripes * of)
  const present = new Uint8Array(stripes)
  const lacking = new Uint8Array(stripes)
  const barred = createChunkSet()
  /** Chunks of each column that are out of sight. */
  const hidden = new Array<number>(of).fill(stripes)
  const targets = Array.from({ length: of }, (_, column) => wanted(column))
  const ready = createChunkSet()
  const short = createChunkSet()

  function settle (stripe: number): void {
    const feasible = present[stripe]! >= need && !barred.has(stripe)
    const lacks = lacking[stripe]! > 0
    if (lacks && feasible) ready.add(stripe)
    else ready.delete(stripe)
    if (lacks && !feasible) short.add(stripe)
    else short.delete(stripe)
  }

  function changeAt (stripe: number, column: number, by: 1 | -1): void {
    const at = stripe * of + column
    const before = holders[at]!
    holders[at] = before + by
    if (before > 0 && before + by > 0) return
    present[stripe] = present[stripe]! + by
    hidden[column] = hidden[column]! - by
    if (targets[column] === true) lacking[stripe] = lacking[stripe]! - by
    settle(stripe)
  }

  function change (chunk: number, by: 1 | -1): void {
    if (chunk < FIRST_PARITY ? chunk >= dataChunks : chunk >= parityEnd) return
    changeAt(stripeOf(chunk, scheme), columnOf(chunk, scheme), by)
  }

  function countBits (set: ChunkSet, from: number, by: 1 | -1): void {
    for (let at = 0; at < set.words.length; at++) {
      for (let word = set.words[at]!; word !== 0; word &= word - 1) {
        change(from + (at << 5) + 31 - Math.clz32(word & -word), by)
      }
    }
  }

  lacking.fill(targets.filter(Boolean).length)
  for (let stripe = 0; stripe < stripes; stripe++) settle(stripe)
  for (let chunk = dataChunks; chunk < stripes * need; chunk++) changeAt(stripes - 1, chunk % need, 1)

  return {
    scheme,
    stripes,
    ready,
    short,
    change,
    count ({ have, parity }, by) {
      countBits(have, 0, by)
      countBits(parity, FIRST_PARITY, by)
    },
    inSight: (stripe, column) => holders[stripe * of + column]! > 0,
    lacking: (stripe) => lacking[stripe]!,
    bar (stripe) {
      barred.add(stripe)
      settle(stripe)
    },
    online: () => hidden.filter((chunks) => chunks === 0).length,
    missing: () => hidden.flatMap((chunks, column) => chunks > 0 ? [column] : []),
  }
}
