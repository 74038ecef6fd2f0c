/** What a receiving reference subject tells of one transfer. */
export interface TransferTimes {
  readonly bytes: number
  /** From the first byte received to the last one in its place. */
  readonly seconds: number
  /** From asking to the first byte, in milliseconds. */
  readonly firstByteMs: number
}
