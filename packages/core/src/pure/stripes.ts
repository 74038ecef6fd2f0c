/**
 * Where chunks stand in stripes and columns. Stripe `i` is the data chunks `i * need` to `i * need + need - 1`, those
 * beyond the payload's end being virtual zeros, and `of - need` parity chunks. Column `c < need` is the c-th data chunk
 * of every stripe, column `need + r` its r-th parity chunk. With `need` 1 there is no parity, and every column is a
 * whole copy.
 */
import { chunkNo, type ChunkNo } from '../ids.ts'
import { MAX_PAGE_CHUNKS } from '../limits.ts'
import type { Policy } from './page.ts'
import { FIRST_PARITY, parityNumber } from './parity-name.ts'

/** How many holders there should be, and how many of them are enough. */
export type Scheme = Pick<Policy, 'need' | 'of'>

/** What a payload has that nobody asked to be coded: one whole copy. */
export const PLAIN_SCHEME: Scheme = { need: 1, of: 1 }

/** Parity chunks of a stripe: none where every column is a copy. */
export function parityRows ({ need, of }: Scheme): number {
  return need === 1 ? 0 : of - need
}

/** Stripes of a payload of so many data chunks; the last one may be short. */
export function stripeCount (dataChunks: number, { need }: Scheme): number {
  return Math.ceil(dataChunks / need)
}

/** Parity chunks of a payload of so many data chunks. */
export function parityCount (dataChunks: number, scheme: Scheme): number {
  return stripeCount(dataChunks, scheme) * parityRows(scheme)
}

/** Pages that list all parity of so many data chunks: whole stripes each. */
export function parityPages (dataChunks: number, scheme: Scheme): number {
  const rows = parityRows(scheme)
  return rows === 0 ? 0 : Math.ceil(stripeCount(dataChunks, scheme) / Math.floor(MAX_PAGE_CHUNKS / rows))
}

/** The stripe of a data or parity chunk. */
export function stripeOf (chunk: number, scheme: Scheme): number {
  return Math.floor(chunk < FIRST_PARITY ? chunk / scheme.need : (chunk - FIRST_PARITY) / parityRows(scheme))
}

/** The column of a data or parity chunk; 0 where every column is a copy, which has all of them. */
export function columnOf (chunk: number, scheme: Scheme): number {
  if (chunk < FIRST_PARITY) return chunk % scheme.need
  return scheme.need + (chunk - FIRST_PARITY) % parityRows(scheme)
}

/**
 * The chunk of a stripe in a column; undefined for a virtual one, which is neither listed nor moved. Not for `need` 1.
 */
export function chunkOf (stripe: number, column: number, dataChunks: number, scheme: Scheme): ChunkNo | undefined {
  const { need } = scheme
  if (column >= need) return parityNumber(stripe, column - need, parityRows(scheme))
  const chunk = stripe * need + column
  return chunk < dataChunks ? chunkNo(chunk) : undefined
}

/** Whether a chunk belongs to one of these columns. */
export function inColumns (chunk: number, columns: readonly number[], scheme: Scheme): boolean {
  return scheme.need === 1 ? columns.length > 0 : columns.includes(columnOf(chunk, scheme))
}

/** Chunks of these columns in a payload of so many data chunks. */
export function columnChunks (dataChunks: number, columns: readonly number[], scheme: Scheme): number {
  const { need } = scheme
  if (need === 1) return columns.length === 0 ? 0 : dataChunks
  let chunks = 0
  for (const column of columns) {
    chunks += column < need ? Math.max(0, Math.ceil((dataChunks - column) / need)) : stripeCount(dataChunks, scheme)
  }
  return chunks
}
