import { DIGEST_BYTES } from '../../pure/cid.ts'

/** Digests by chunk number in one growing array: 32 bytes a chunk and nothing around them, 8 MiB for 64 GiB. */
export interface DigestList {
  set (first: number, digests: Uint8Array): void
  /** A view, valid until the next `set`. */
  get (chunk: number): Uint8Array
  /** A copy. */
  slice (first: number, count: number): Uint8Array<ArrayBuffer>
}

export function createDigestList (): DigestList {
  let bytes = new Uint8Array(0)
  return {
    set: (first, digests) => {
      const end = first * DIGEST_BYTES + digests.length
      if (end > bytes.length) {
        const grown = new Uint8Array(Math.max(end, bytes.length * 2))
        grown.set(bytes)
        bytes = grown
      }
      bytes.set(digests, first * DIGEST_BYTES)
    },
    get: (chunk) => bytes.subarray(chunk * DIGEST_BYTES, (chunk + 1) * DIGEST_BYTES),
    slice: (first, count) => bytes.slice(first * DIGEST_BYTES, (first + count) * DIGEST_BYTES),
  }
}
