/**
 * Parity chunks have numbers of their own, above every data chunk, so that have-maps, requests and slabs treat
 * both alike. A number is `2^31 + stripe * 256 + row`; rows of a stripe stay below 256 in GF(2^8).
 */
import { chunkNo, type ChunkNo } from '../ids.ts'

/** The first parity number; data chunks stay far below it. */
export const FIRST_PARITY = 2 ** 31

/** Rows that a stripe's numbers leave room for. */
export const PARITY_ROWS = 256

/** Stripes that fit below 2^32. */
export const MAX_STRIPES = 2 ** 23

/** The i-th parity row of a stripe, both counted from 0. */
export interface ParityName { readonly stripe: number, readonly row: number }

/** The number of a parity chunk. */
export function parityNumber (stripe: number, row: number): ChunkNo {
  return chunkNo(FIRST_PARITY + stripe * PARITY_ROWS + row)
}

/** Stripe and row of a parity chunk; undefined for data chunks. */
export function parityName (chunk: ChunkNo): ParityName | undefined {
  if (chunk < FIRST_PARITY) return undefined
  const place = chunk - FIRST_PARITY
  return { stripe: Math.floor(place / PARITY_ROWS), row: place % PARITY_ROWS }
}

/** Whether a number names a parity chunk. */
export function isParity (chunk: ChunkNo): boolean {
  return chunk >= FIRST_PARITY
}
