/**
 * Digests and CIDs. Inside the engine a block is its sha2-256 digest (32 bytes); in pages, signatures and towards
 * IPFS it is a CIDv1: 36 bytes `01 <codec> 12 20 <digest>`, codec 0x55 (`raw`) for chunks, 0x71 (`dag-cbor`) for pages.
 */
import { CID } from 'multiformats/cid'
import { create as createDigest } from 'multiformats/hashes/digest'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/** Bytes of a sha2-256 digest. */
export const DIGEST_BYTES = 32
/** Bytes of a binary CID here. */
export const CID_BYTES = 36

const RAW = 0x55
const DAG_CBOR = 0x71
const SHA2_256 = 0x12

/** The sha2-256 digest, synchronous: for pages and vectors. Chunks are hashed in the store worker. */
export function sha256 (bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return nobleSha256(bytes) as Uint8Array<ArrayBuffer>
}

function bytesOf (codec: number, digest: Uint8Array): Uint8Array<ArrayBuffer> {
  const cid = new Uint8Array(CID_BYTES)
  cid.set([1, codec, SHA2_256, DIGEST_BYTES])
  cid.set(digest, 4)
  return cid
}

/** Binary CID of a chunk. */
export function chunkCidBytes (digest: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytesOf(RAW, digest)
}

/** Binary CID of a page. */
export function pageCidBytes (digest: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytesOf(DAG_CBOR, digest)
}

/** CID of a chunk, as IPFS tools take it. */
export function chunkCid (digest: Uint8Array): CID {
  return CID.createV1(RAW, createDigest(SHA2_256, digest))
}

/** CID of a page, as IPFS tools take it. */
export function pageCid (digest: Uint8Array): CID {
  return CID.createV1(DAG_CBOR, createDigest(SHA2_256, digest))
}

function digestOf (codec: number, link: unknown): Uint8Array | undefined {
  const cid = CID.asCID(link)
  if (cid === null || cid.version !== 1 || cid.code !== codec) return undefined
  const { code, digest } = cid.multihash
  return code === SHA2_256 && digest.length === DIGEST_BYTES ? digest : undefined
}

/** Digest behind a chunk's CID; undefined for whatever is not a CIDv1, `raw`, sha2-256. */
export function chunkDigest (link: unknown): Uint8Array | undefined {
  return digestOf(RAW, link)
}

/** Digest behind a page's CID; undefined for whatever is not a CIDv1, `dag-cbor`, sha2-256. */
export function pageDigest (link: unknown): Uint8Array | undefined {
  return digestOf(DAG_CBOR, link)
}
