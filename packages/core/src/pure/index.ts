/** Codecs, keys, layout: synchronous, without clock, randomness or I/O. See README.md. */
export {
  concat, fromBase64url, fromHex, isVisibleAscii, isWhole, readU16, readU32, readU64, sameBytes, toBase64url, toHex,
  u32, u64, utf8, writeU16, writeU32, writeU64,
} from './bytes.ts'
export { bucketOf, deriveKeys, deriveSwarmKeys, KEY_BYTES, receiptSeed } from './keys.ts'
export type { PayloadKeys, SwarmKeyPair } from './keys.ts'
export {
  bundleChunkBytes, chunkAad, chunkCapacity, chunkNonce, NONCE_BYTES, padChunk, plainOffset, unpadChunk,
} from './chunk-layout.ts'
export { CHUNK_NUMBERS, FIRST_PARITY, isParity, MAX_STRIPES, parityName, parityNumber } from './parity-name.ts'
export type { ParityName } from './parity-name.ts'
export {
  chunkOf, columnOf, inColumns, parityCount, parityRows, PLAIN_SCHEME, stripeCount, stripeOf,
} from './stripes.ts'
export type { Scheme } from './stripes.ts'
export { columnRows, rebuildRows } from './erasure-matrix.ts'
export type { Matrix } from './erasure-matrix.ts'
export { multiply } from './gf256.ts'
export {
  chunkCid, chunkCidBytes, chunkDigest, CID_BYTES, DIGEST_BYTES, pageCid, pageCidBytes, pageDigest, sha256,
} from './cid.ts'
export {
  headMessage, PUBLIC_KEY_BYTES, receiptMessage, releaseMessage, SIGNATURE_BYTES, signingContext,
} from './head.ts'
export { decodePage, encodePage, pageChunk, pageCount, pageSummary } from './page-codec.ts'
export type { PageContent } from './page-codec.ts'
export { FINAL_META_BYTES, META_BYTES, openMeta, sealMeta } from './page-meta.ts'
export type { PageMeta } from './page-meta.ts'
export { offsetsFollow, pageFollows } from './page-chain.ts'
export type { LastPage } from './page-chain.ts'
export type { Head, PageSummary, Policy, Receipt } from './page.ts'
export {
  decodeReference, encodeReference, formatReference, parseReference, REFERENCE_PREFIX,
} from './reference-codec.ts'
export { hintsMessage } from './hint-codec.ts'
export { DEPOSIT_REFUSALS } from './deposit.ts'
export type { DepositAnswer, DepositRefusal, DepositRequest } from './deposit.ts'
export {
  decodeDepositAnswer, decodeDepositRequest, encodeDepositAnswer, encodeDepositRequest,
} from './deposit-codec.ts'
export { decodeGrant, encodeGrant, encodeGrantTerms, formatGrant, grantMessage, parseGrant } from './grant.ts'
export type { Grant, SignedGrant } from './grant.ts'
export type { HeldPayload } from './held-payload.ts'
export type { Hint, Reference } from './reference.ts'
export { CLOSE_REASONS, isControlFrame, tailFits } from './frame.ts'
export type { ChunkRange, CloseReason, ControlFrame, JoinFrame, RequestItem, WireFrame } from './frame.ts'
export { decodeFrames, encodeFrame } from './frame-codec.ts'
export type { WholeFrame } from './frame-codec.ts'
export { FrameReader } from './frame-reader.ts'
export type { FrameSink } from './frame-reader.ts'
export { decodeHave, encodeHave, normalizeRanges, splitHave } from './have-codec.ts'
export type { WrittenHave } from './have-codec.ts'
export { hourOf, JOIN_BYTES, proof, sameProof, swarmName } from './join-proof.ts'
export type { JoinRole } from './join-proof.ts'
export { SwarmNames } from './swarm-names.ts'
export { MAX_SIGNAL_BODY_BYTES, openRecords, packRecords, sealRecord } from './signal-record.ts'
export type { OpenedSignal, SignalBody, SignalKeys, SignalToSend } from './signal-record.ts'
export { decodeSignalBody, encodeSignalBody, SIGNAL_ID_BYTES } from './signal-body.ts'
export { Assembly } from './assembly.ts'
export type { Placement } from './assembly.ts'
export { crc32c } from './crc32c.ts'
export {
  decodeJournalHeader, decodeRecord, encodeJournalHeader, encodeRecord, JOURNAL_HEADER_BYTES, MAX_RECORD_BODY_BYTES,
} from './journal-record.ts'
export type {
  HeadRecord, HolderRecord, HoldRecord, JournalRecord, KnownLength, PageRecord, Run, SourceRecord, TargetRecord,
  TransferRecord,
} from './journal-types.ts'
export { decodeRecords } from './replay.ts'
