/** Sizes in bytes. Files are counted in binary units, rates in millions of bytes a second. */

export const KIB = 1024
export const MIB = 1024 * KIB
export const GIB = 1024 * MIB

/** Bytes of one chunk, ours and the reference's. */
export const CHUNK_BYTES = 256 * KIB

/** Millions of bytes a second. */
export function megabytesPerSecond(bytes: number, seconds: number): number {
  return bytes / 1e6 / seconds
}

/** Bytes of all sealed chunks of a file of that many: each chunk carries 4 bytes of length and a tag of 16. */
export function sealedBytes(plainBytes: number): number {
  return Math.ceil(plainBytes / (CHUNK_BYTES - 20)) * CHUNK_BYTES
}
