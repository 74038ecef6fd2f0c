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
export { chunkCid, chunkCidBytes, chunkDigest, CID_BYTES, DIGEST_BYTES, pageCid, pageCidBytes, pageDigest, sha256 } from './cid.ts'
export { headMessage, PUBLIC_KEY_BYTES, receiptMessage, releaseMessage, SIGNATURE_BYTES, signingContext } from './head.ts'
export { decodePage, encodePage, pageChunk, pageCount, pageSummary } from './page-codec.ts'
export type { PageContent } from './page-codec.ts'
export { FINAL_META_BYTES, META_BYTES, openMeta, sealMeta } from './page-meta.ts'
export type { PageMeta } from './page-meta.ts'
export { offsetsFollow, pageFollows } from './page-chain.ts'
export type { LastPage } from './page-chain.ts'
export type { Head, PageSummary, Policy, Receipt } from './page.ts'
export { decodeReference, encodeReference, formatReference, parseReference, REFERENCE_PREFIX } from './reference-codec.ts'
export { hintsMessage } from './hint-codec.ts'
export type { Hint, Reference } from './reference.ts'
