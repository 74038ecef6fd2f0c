/**
 * An announcement on Waku: `nonce (12) || HMAC(tagKey, nonce)[0..8] || GCM(announceKey, nonce, plain)`, where plain is
 * the announcement behind its length (u16) and zeros, so that the message has 1, 2, 3 or 4 KiB. To whoever lacks the
 * series' secret it is noise, as every signal is.
 */
import { gcm } from '@noble/ciphers/aes.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { TAG_BYTES } from '../../limits.ts'
import { concat, readU16, sameBytes, writeU16 } from '../../pure/bytes.ts'
import { NONCE_BYTES } from '../../pure/chunk-layout.ts'
import type { SeriesKeys } from './series.ts'

const MARK_BYTES = 8
const STEP_BYTES = 1024
const AROUND_BYTES = NONCE_BYTES + MARK_BYTES + TAG_BYTES + 2

function mark (tagKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hmac(sha256, tagKey, nonce).subarray(0, MARK_BYTES)
}

/** Seals an announcement; `nonce` (12 bytes) is random each time. */
export function sealAnnouncement (keys: SeriesKeys, nonce: Uint8Array, announcement: Uint8Array): Uint8Array {
  const whole = Math.ceil((announcement.length + AROUND_BYTES) / STEP_BYTES) * STEP_BYTES
  const plain = new Uint8Array(whole - AROUND_BYTES + 2)
  writeU16(plain, 0, announcement.length)
  plain.set(announcement, 2)
  return concat(nonce, mark(keys.tagKey, nonce), gcm(keys.announceKey, nonce).encrypt(plain))
}

/** The announcement inside; undefined for whatever is not of this series. */
export function openAnnouncement (keys: SeriesKeys, message: Uint8Array): Uint8Array | undefined {
  if (message.length < AROUND_BYTES) return undefined
  const nonce = message.subarray(0, NONCE_BYTES)
  const seen = message.subarray(NONCE_BYTES, NONCE_BYTES + MARK_BYTES)
  if (!sameBytes(mark(keys.tagKey, nonce), seen)) return undefined
  try {
    const plain = gcm(keys.announceKey, nonce).decrypt(message.subarray(NONCE_BYTES + MARK_BYTES))
    const length = readU16(plain, 0)
    return 2 + length <= plain.length ? plain.slice(2, 2 + length) : undefined
  } catch {
    // Changed on its way, or a mark that fits by chance: noise.
    return undefined
  }
}
