/**
 * Which sums of chunks make which chunks of a stripe: systematic Reed-Solomon over GF(2^8) with the matrix that
 * Backblaze's Java, klauspost's Go and the Rust crate `reed-solomon-erasure` share. A Vandermonde matrix (row r, column
 * c: r to the power of c) is multiplied by the inverse of its own top, so that the first `need` rows are the identity
 * and any `need` rows can be inverted.
 */
import { inverse, multiply, power } from './gf256.ts'
import type { Scheme } from './stripes.ts'

/** Rows of factors. */
export type Matrix = readonly Uint8Array[]

/** How each of these columns comes from the data columns of its stripe: a row of `need` factors for each. */
export function columnRows ({ need, of }: Scheme, columns: readonly number[]): Matrix {
  const powers = Array.from({ length: of }, (_row, row) =>
    Uint8Array.from({ length: need }, (_column, column) => power(row, column)))
  return product(columns.map((column) => powers[column] as Uint8Array), inverted(powers.slice(0, need)))
}

/** How each wanted column comes from `need` columns that are there: a row of factors, in the order of `there`. */
export function rebuildRows (scheme: Scheme, there: readonly number[], wanted: readonly number[]): Matrix {
  return product(columnRows(scheme, wanted), inverted(columnRows(scheme, there)))
}

function product (a: Matrix, b: Matrix): Matrix {
  return a.map((row) => Uint8Array.from({ length: b.length }, (_, column) =>
    row.reduce((sum, factor, i) => sum ^ multiply(factor, b[i]?.[column] as number), 0)))
}

/** Gauss-Jordan; any `need` rows of a coding matrix can be inverted. */
function inverted (matrix: Matrix): Matrix {
  const size = matrix.length
  const rows = matrix.map((row, i) => {
    const wide = new Uint8Array(2 * size)
    wide.set(row)
    wide[size + i] = 1
    return wide
  })
  for (let column = 0; column < size; column++) {
    const pivot = rows.findIndex((row, i) => i >= column && row[column] !== 0)
    if (pivot < 0) throw new RangeError('these columns do not make the others')
    const row = rows[pivot] as Uint8Array<ArrayBuffer>
    rows[pivot] = rows[column] as Uint8Array<ArrayBuffer>
    const factor = inverse(row[column] as number)
    const scaled = row.map((value) => multiply(value, factor))
    rows[column] = scaled
    for (const [i, other] of rows.entries()) if (i !== column) subtract(other, scaled, other[column] as number)
  }
  return rows.map((row) => row.slice(size))
}

function subtract (from: Uint8Array, row: Uint8Array, factor: number): void {
  if (factor === 0) return
  for (const [i, value] of row.entries()) from[i] = (from[i] as number) ^ multiply(value, factor)
}
