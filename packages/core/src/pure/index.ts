/** Codecs, keys, layout: synchronous, without clock, randomness or I/O. See README.md. */
export {
  concat, fromBase64url, fromHex, isWhole, readU16, readU32, readU64, sameBytes, toBase64url, toHex, u32, u64, utf8,
  writeU16, writeU32, writeU64,
} from './bytes.ts'
export { bucketOf, deriveKeys, deriveSwarmKeys, KEY_BYTES, receiptSeed } from './keys.ts'
export type { PayloadKeys, SwarmKeyPair } from './keys.ts'
export { chunkAad, chunkCapacity, chunkNonce, NONCE_BYTES, padChunk, plainOffset, unpadChunk } from './chunk-layout.ts'
export { FIRST_PARITY, isParity, MAX_STRIPES, PARITY_ROWS, parityName, parityNumber } from './parity-name.ts'
export type { ParityName } from './parity-name.ts'
