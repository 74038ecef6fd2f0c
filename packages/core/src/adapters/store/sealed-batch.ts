/** A chunk as its crypto left it. */
export interface SealedChunk {
  readonly sealed: Uint8Array<ArrayBuffer>
  readonly digest: Uint8Array
  readonly plainBytes: number
}

/** Chunks sealed together, on their way to the journal. */
export interface SealedBatch {
  readonly first: number
  readonly epoch: number
  readonly chunks: readonly SealedChunk[]
  readonly short: boolean
  readonly last: boolean
  /** Hashed on other threads, as its parity may be. */
  readonly aside: boolean
}
