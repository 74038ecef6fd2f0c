/**
 * The part of a page that only readers open: where its first chunk begins in the payload, and on the final page the
 * payload's true size. Plaintext: plain offset (u64), then on the final page size (u64).
 */
import { gcm } from '@noble/ciphers/aes.js'
import { PasselError } from '../errors.ts'
import { TAG_BYTES } from '../limits.ts'
import { readU64, writeU32, writeU64 } from './bytes.ts'
import { NONCE_BYTES } from './chunk-layout.ts'

/** What a page tells its readers, in plain bytes. */
export interface PageMeta {
  /** Plain bytes before the page's first chunk. */
  readonly plainOffset: number
  /** True size of the payload; present on the final page and on no other. */
  readonly size?: number
}

/** Bytes of the sealed meta of a page that is not the final one. */
export const META_BYTES = 8 + TAG_BYTES
/** Bytes of the sealed meta of the final page. */
export const FINAL_META_BYTES = 16 + TAG_BYTES

/** Version byte of the associated data. */
const META_VERSION = 1

/**
 * The final flag is part of the nonce: a page that was cut, never announced, and after a crash becomes the final one
 * under the same epoch and number, must not meet the nonce of its first draft.
 */
function cipher (metaKey: Uint8Array, epoch: number, page: number, final: boolean): ReturnType<typeof gcm> {
  const nonce = new Uint8Array(NONCE_BYTES)
  writeU32(nonce, 0, epoch)
  nonce[4] = final ? 1 : 0
  writeU32(nonce, 8, page)
  const aad = new Uint8Array(6)
  aad[0] = META_VERSION
  writeU32(aad, 1, page)
  aad[5] = final ? 1 : 0
  return gcm(metaKey, nonce, aad)
}

/** Seals a page's meta. Never call it with two different metas for one epoch, page and kind of page. */
export function sealMeta (metaKey: Uint8Array, epoch: number, page: number, meta: PageMeta): Uint8Array<ArrayBuffer> {
  const final = meta.size !== undefined
  const plain = new Uint8Array(final ? 16 : 8)
  writeU64(plain, 0, meta.plainOffset)
  if (meta.size !== undefined) writeU64(plain, 8, meta.size)
  return cipher(metaKey, epoch, page, final).encrypt(plain) as Uint8Array<ArrayBuffer>
}

/** Opens a page's meta; throws `page-forged` when it was not sealed for this key, epoch and page. */
export function openMeta (metaKey: Uint8Array, epoch: number, page: number, sealed: Uint8Array): PageMeta {
  const final = sealed.length === FINAL_META_BYTES
  if (!final && sealed.length !== META_BYTES) throw new PasselError('page-forged', 'page: meta has a foreign length')
  let plain: Uint8Array
  try {
    plain = cipher(metaKey, epoch, page, final).decrypt(sealed)
  } catch (cause) {
    throw new PasselError('page-forged', 'page: meta does not open', { cause })
  }
  const plainOffset = readU64(plain, 0)
  const size = final ? readU64(plain, 8) : plainOffset
  if (size > Number.MAX_SAFE_INTEGER || plainOffset > size) {
    throw new PasselError('page-forged', 'page: foreign offsets')
  }
  return final ? { plainOffset, size } : { plainOffset }
}
