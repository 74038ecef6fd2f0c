export interface NodeStoreOptions {
  /** Bytes of a sealed chunk of new payloads. @default as the protocol has them; others are for tests */
  readonly chunkBytes?: number
}
