/**
 * Parity chunks have numbers of their own, right above every data chunk, so that have-maps, requests and slabs treat
 * both alike and bit sets stay small. A number is `2^18 + stripe * rows + row`, with `rows = of - need` of page 0:
 * who does not have page 0 yet cannot tell what a parity number means.
 */
import { chunkNo, type ChunkNo } from '../ids.ts'
import { MAX_CHUNKS, MAX_PARITY_CHUNKS } from '../limits.ts'

/** The first parity number; every data chunk is below it. */
export const FIRST_PARITY = MAX_CHUNKS

/** Chunk numbers, of data and parity together, are below this. */
export const CHUNK_NUMBERS = FIRST_PARITY + MAX_PARITY_CHUNKS

/** Stripes of a payload: coding begins with two data chunks a stripe. */
export const MAX_STRIPES = MAX_CHUNKS / 2

/** The i-th parity row of a stripe, both counted from 0. */
export interface ParityName { readonly stripe: number, readonly row: number }

/** The number of a parity chunk of a payload with `rows` parity rows. */
export function parityNumber (stripe: number, row: number, rows: number): ChunkNo {
  return chunkNo(FIRST_PARITY + stripe * rows + row)
}

/** Stripe and row of a parity chunk; undefined for data chunks, and for every chunk where there is no parity. */
export function parityName (chunk: ChunkNo, rows: number): ParityName | undefined {
  if (chunk < FIRST_PARITY || rows === 0) return undefined
  const place = chunk - FIRST_PARITY
  return { stripe: Math.floor(place / rows), row: place % rows }
}

/** Whether a number names a parity chunk. */
export function isParity (chunk: ChunkNo): boolean {
  return chunk >= FIRST_PARITY
}
