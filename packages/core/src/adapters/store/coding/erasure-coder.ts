import type { Matrix } from '../../../pure/erasure-matrix.ts'

/**
 * The arithmetic of erasure coding, and nothing else: which chunks are combined with which factors is in
 * pure/erasure-matrix.
 */
export interface ErasureCoder {
  /**
   * Fills each of `into` with the sum of all `sources`, each multiplied in GF(2^8) by its factor in that row of
   * `factors`. All have the same length. Nothing is kept of them.
   */
  combine (factors: Matrix, sources: readonly Uint8Array[], into: readonly Uint8Array[]): void
}
