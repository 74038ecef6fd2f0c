/**
 * How plain bytes become a chunk. Plaintext of a chunk: true length (u32), the bytes, zeros up to
 * `chunkBytes - 16`; AES-256-GCM adds its 16-byte tag, so every chunk on the wire has exactly `chunkBytes`.
 *
 * Only the last chunk of a page may be short: flushing a slow source ends its page. A chunk's place in the
 * payload therefore follows from its page's plain offset, without opening the chunks before it.
 */
import { PasselError } from '../errors.ts'
import { CHUNK_BYTES, CHUNK_LENGTH_BYTES, TAG_BYTES } from '../limits.ts'
import { readU32, writeU32, writeU64 } from './bytes.ts'

/** Version byte of the associated data: another layout of chunks never opens as this one. */
const CHUNK_VERSION = 1

/** Sizes of a bundle's chunks are multiples of it, so that its exact size stays unknown. */
const BUNDLE_STEP_BYTES = 512

/** Bytes of an AES-GCM nonce. */
export const NONCE_BYTES = 12

/** Plain bytes that a chunk of `chunkBytes` sealed bytes carries. */
export function chunkCapacity (chunkBytes: number): number {
  return chunkBytes - CHUNK_LENGTH_BYTES - TAG_BYTES
}

/**
 * Sealed bytes of a bundle's chunks: as few chunks as for any payload, but of a size that wastes little on padding.
 * Bundles and parts of an index are small and many: an index of 8 kB is not worth a chunk of 256 KiB.
 */
export function bundleChunkBytes (size: number): number {
  const chunks = Math.max(1, Math.ceil(size / chunkCapacity(CHUNK_BYTES)))
  const least = Math.ceil(size / chunks) + CHUNK_LENGTH_BYTES + TAG_BYTES
  return Math.min(CHUNK_BYTES, Math.ceil(least / BUNDLE_STEP_BYTES) * BUNDLE_STEP_BYTES)
}

/** Place of a page's i-th chunk in the payload, in plain bytes. */
export function plainOffset (pageOffset: number, index: number, chunkBytes: number): number {
  return pageOffset + index * chunkCapacity(chunkBytes)
}

/** Nonce of a chunk: epoch of the sealing session (u32), chunk number (u64). One nonce never seals two plaintexts. */
export function chunkNonce (epoch: number, chunk: number): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(NONCE_BYTES)
  writeU32(nonce, 0, epoch)
  writeU64(nonce, 4, chunk)
  return nonce
}

/** Associated data of a chunk: version (u8), chunk number (u64). */
export function chunkAad (chunk: number): Uint8Array<ArrayBuffer> {
  const aad = new Uint8Array(9)
  aad[0] = CHUNK_VERSION
  writeU64(aad, 1, chunk)
  return aad
}

/** Puts the true length in front and zeros behind; throws `RangeError` when `plain` exceeds the capacity. */
export function padChunk (plain: Uint8Array, chunkBytes: number): Uint8Array<ArrayBuffer> {
  if (plain.length > chunkCapacity(chunkBytes)) throw new RangeError('more plain bytes than a chunk carries')
  const padded = new Uint8Array(chunkBytes - TAG_BYTES)
  writeU32(padded, 0, plain.length)
  padded.set(plain, CHUNK_LENGTH_BYTES)
  return padded
}

/**
 * A view of the plain bytes inside an opened chunk. Throws `chunk-malformed` when the length lies or the padding
 * is not zero: such a chunk could not be sealed again from its plain bytes.
 */
export function unpadChunk (padded: Uint8Array): Uint8Array {
  const end = padded.length < CHUNK_LENGTH_BYTES ? Infinity : CHUNK_LENGTH_BYTES + readU32(padded, 0)
  if (end > padded.length) throw new PasselError('chunk-malformed', 'a chunk claims more bytes than it has')
  for (let i = end; i < padded.length; i++) {
    if (padded[i] !== 0) throw new PasselError('chunk-malformed', 'a chunk has padding that is not zero')
  }
  return padded.subarray(CHUNK_LENGTH_BYTES, end)
}
