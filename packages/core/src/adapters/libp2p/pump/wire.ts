/** A stream of bytes to one peer as the pump sees it: libp2p's, or the memory network's. */
export interface Wire {
  /** Writes; the bytes belong to the wire from now on. False: it is full, wait for `drained` before writing more. */
  send (parts: readonly Uint8Array[]): boolean
  /** Sends what was written, then ends. */
  close (): void
  /** Ends at once; what was written may be lost. */
  abort (why: string): void
}

/** What a wire tells. Calls come one after the other, never from inside `attach`; none throws. */
export interface WireListener {
  /** Bytes came in. They are read before this returns and not kept. */
  data (bytes: Uint8Array): void
  /** The wire takes bytes again. */
  drained (): void
  /** It ended, politely or not. Nothing comes after. */
  ended (): void
}
