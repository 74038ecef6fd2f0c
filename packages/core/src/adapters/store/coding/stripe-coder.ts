/** Stripes of chunks over a coder: which rows of factors they need is worked out once for each scheme and gap. */
import { columnRows, rebuildRows, type Matrix } from '../../../pure/erasure-matrix.ts'
import { parityRows, type Scheme } from '../../../pure/stripes.ts'
import type { ErasureCoder } from './erasure-coder.ts'

/** Some chunks of a stripe by column; those beyond the payload's end are zeros, and left out. */
export type StripeChunks = ReadonlyMap<number, Uint8Array>

export interface StripeCoder {
  /** All parity of a stripe, from its data chunks in order, into these buffers: one for each row. */
  parity (scheme: Scheme, data: readonly Uint8Array[], into: readonly Uint8Array[]): void
  /**
   * Columns `wanted` of a stripe from `need` others: `there` and those `beyond` the payload's end. Throws `RangeError`
   * when these are not `need` in all.
   */
  rebuild (
    scheme: Scheme, there: StripeChunks, beyond: readonly number[], wanted: readonly number[],
    into: readonly Uint8Array[]
  ): void
}

export function createStripeCoder (coder: ErasureCoder): StripeCoder {
  let last: { readonly of: string, readonly rows: Matrix } | undefined

  /** Stripes of one payload follow each other, and lack the same columns. */
  function remembered (of: string, make: () => Matrix): Matrix {
    if (last?.of !== of) last = { of, rows: make() }
    return last.rows
  }

  return {
    parity: (scheme, data, into) => {
      const { need, of } = scheme
      const rows = remembered(`parity ${need} ${of}`, () =>
        columnRows(scheme, Array.from({ length: parityRows(scheme) }, (_, row) => need + row)))
      coder.combine(rows.map((row) => row.subarray(0, data.length)), data, into)
    },
    rebuild: (scheme, there, beyond, wanted, into) => {
      const columns = [...there.keys(), ...beyond]
      if (columns.length !== scheme.need) throw new RangeError(`${columns.length} columns, not ${scheme.need}`)
      const rows = remembered(`${scheme.need} ${scheme.of} ${columns.join()} ${wanted.join()}`, () =>
        rebuildRows(scheme, columns, wanted))
      coder.combine(rows.map((row) => row.subarray(0, there.size)), [...there.values()], into)
    },
  }
}
