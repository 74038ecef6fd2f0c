import type { PrivacyClass } from '@passel/core/machines'
import { CHUNK_BYTES, CHUNK_LENGTH_BYTES, STREAM_CHUNK_BYTES, TAG_BYTES } from '@passel/core/limits'
import type { Head, PageSummary, Reference } from '@passel/core/pure'

/** A payload without bytes: what is true of it for everybody in the world. */
export interface VirtualPayload {
  readonly id: number
  readonly reference: Reference
  readonly privacy: PrivacyClass
  readonly bytes: number
  readonly chunkBytes: number
  /** Plain bytes a second that a stream gives; absent: all is there at once. */
  readonly bytesPerSecond?: number
  /** Receipts that its first page names; getters take them in the order in which they come. */
  readonly recipients: number
  receiptsTaken: number
  /** Whole copies that its first page asks for. */
  readonly copies: number
  /** Pages signed by the author, in order. */
  readonly pages: { readonly summary: PageSummary, readonly head: Head }[]
  /** The small number that stands for its content topic. */
  readonly bucket: number
}

export interface PayloadOptions {
  readonly bytes: number
  readonly privacy?: PrivacyClass
  /** Makes it a stream of unknown length that gives so many bytes a second. */
  readonly bytesPerSecond?: number
  /** @default 1 */
  readonly recipients?: number
  /** Whole copies that keepers are to hold. @default 1 */
  readonly copies?: number
  /** Milliseconds after which nobody keeps it, on the wall. */
  readonly expiresAtMs?: number
  /** Forces payloads to share a bucket; otherwise each has its own. */
  readonly bucket?: number
}

/** Creates a payload; only the numbers in `secret` and the digests tell one from another. */
export function createPayload (
  id: number, options: PayloadOptions, hints: Reference['hints'], relays: Reference['relays']
): VirtualPayload {
  const privacy = options.privacy ?? 'direct'
  const stream = options.bytesPerSecond !== undefined
  return {
    id,
    privacy,
    bytes: options.bytes,
    chunkBytes: stream ? STREAM_CHUNK_BYTES : CHUNK_BYTES,
    ...(stream && { bytesPerSecond: options.bytesPerSecond }),
    recipients: options.recipients ?? 1,
    receiptsTaken: 0,
    copies: options.copies ?? 1,
    pages: [],
    bucket: options.bucket ?? id,
    reference: {
      version: 1,
      kind: stream ? 'stream' : 'file',
      privacy,
      secret: numbered(32, id),
      author: numbered(32, id),
      ...(!stream && { size: options.bytes }),
      ...(options.expiresAtMs !== undefined && { expiresAtMs: options.expiresAtMs }),
      hints,
      relays,
    },
  }
}

/** Plain bytes that fit a chunk of the payload. */
export function plainBytes (payload: VirtualPayload): number {
  return payload.chunkBytes - CHUNK_LENGTH_BYTES - TAG_BYTES
}

/** Bytes of `length` that differ for each row of at most eight numbers: a digest, a key, a signature. */
export function numbered (length: number, ...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  numbers.forEach((number, index) => view.setUint32(4 * index, number))
  return bytes
}
