import { columnRows, multiply, rebuildRows, type Matrix } from '@passel/core/pure'
import { drawn } from './maker.ts'

const CHUNK_BYTES = 48

/** Sums of chunks times factors, as plainly as can be. */
function combined (rows: Matrix, chunks: readonly Uint8Array[]): Uint8Array[] {
  return rows.map((row) => Uint8Array.from({ length: CHUNK_BYTES }, (_, i) =>
    chunks.reduce((sum, chunk, column) => sum ^ multiply(row[column] as number, chunk[i] as number), 0)))
}

/** A stripe of a scheme; one at a payload's end has fewer data chunks, the others being zeros. */
function stripe (need: number, of: number, chunks = need) {
  const scheme = { need, of }
  const data = Array.from({ length: chunks }, (_, i) => drawn(`stripe ${need} ${of} ${i}`, CHUNK_BYTES))
  const rows = columnRows(scheme, Array.from({ length: of - need }, (_, row) => need + row))
  return { need, of, factors: rows, data, parity: combined(rows, data) }
}

/** Stripes, and one of which only some columns are left. */
export function codingVectors () {
  const coded = stripe(4, 10)
  const all = [...coded.data, ...coded.parity]
  const there = [1, 5, 8, 9]
  const missing = [0, 2, 3, 4, 6, 7]
  const made = combined(rebuildRows(coded, there, missing), there.map((column) => all[column] as Uint8Array))
  return {
    stripes: [stripe(2, 3), coded, stripe(4, 6, 2), stripe(20, 30, 1)],
    rebuilt: { need: 4, of: 10, there, chunks: there.map((column) => all[column]), missing, made },
  }
}
