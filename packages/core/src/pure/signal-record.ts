/**
 * Signals on Waku. A message is a row of 512-byte records, padded with noise to 1 or 2 KiB:
 *
 *   nonce (12) || HMAC(tagKey, nonce)[0..8] || AES-256-GCM(signalKey, nonce, plain)
 *   plain = sentAt (u64) || id (8) || length of the body (u16) || body || zeros
 *
 * Members try the tags of their active swarms; to everybody else a record is noise, and so is the padding.
 */
import { gcm } from '@noble/ciphers/aes.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { MAX_MESSAGE_RECORDS, SIGNAL_RECORD_BYTES, TAG_BYTES } from '../limits.ts'
import { readU16, readU64, sameBytes, toHex, writeU16, writeU64 } from './bytes.ts'
import { NONCE_BYTES } from './chunk-layout.ts'
import { decodeSignalBody, encodeSignalBody, SIGNAL_ID_BYTES, type SignalBody } from './signal-body.ts'

export type { SignalBody } from './signal-body.ts'

/** Keys by which members of a swarm recognise and open its records, 32 bytes each. */
export interface SignalKeys { readonly signalKey: Uint8Array, readonly tagKey: Uint8Array }

/** Whatever the caller knows a swarm by. */
interface Keyed { readonly keys: SignalKeys }

/** A record to be sent. Nonce (12 bytes) and id (8) are random; a repeated signal has its old id and a new nonce. */
export interface SignalToSend {
  readonly keys: SignalKeys
  readonly nonce: Uint8Array
  readonly id: Uint8Array
  readonly sentAtMs: number
  readonly body: SignalBody
}

/** A record that was opened; `swarm` is the caller's own entry whose keys opened it. */
export interface OpenedSignal<Swarm> {
  readonly swarm: Swarm
  /** Id in hexadecimal. */
  readonly id: string
  readonly sentAtMs: number
  readonly body: SignalBody
}

/** Bytes of the tag by which members find their records. */
const MARK_BYTES = 8
const SEALED_AT = NONCE_BYTES + MARK_BYTES
const PLAIN_BYTES = SIGNAL_RECORD_BYTES - SEALED_AT - TAG_BYTES
const BODY_AT = 8 + SIGNAL_ID_BYTES + 2

/** Bytes that a record leaves for a body. */
export const MAX_SIGNAL_BODY_BYTES = PLAIN_BYTES - BODY_AT

/** Records in a message padded to 1 KiB; above that it is padded to 2 KiB. */
const SMALL_MESSAGE_RECORDS = 2

function mark (tagKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hmac(sha256, tagKey, nonce).subarray(0, MARK_BYTES)
}

/** Seals one record. What does not fit of a body is left out, see signal-body. */
export function sealRecord (record: SignalToSend): Uint8Array {
  const body = encodeSignalBody(record.body, MAX_SIGNAL_BODY_BYTES)
  const plain = new Uint8Array(PLAIN_BYTES)
  writeU64(plain, 0, record.sentAtMs)
  plain.set(record.id.subarray(0, SIGNAL_ID_BYTES), 8)
  writeU16(plain, 8 + SIGNAL_ID_BYTES, body.length)
  plain.set(body, BODY_AT)
  const sealed = new Uint8Array(SIGNAL_RECORD_BYTES)
  sealed.set(record.nonce)
  sealed.set(mark(record.keys.tagKey, record.nonce), NONCE_BYTES)
  sealed.set(gcm(record.keys.signalKey, record.nonce).encrypt(plain), SEALED_AT)
  return sealed
}

/** One message of one to four records; `random` fills the padding, which nobody can tell from records. */
export function packRecords (records: readonly SignalToSend[], random: (length: number) => Uint8Array): Uint8Array {
  if (records.length === 0 || records.length > MAX_MESSAGE_RECORDS) {
    throw new RangeError(`a message holds 1 to ${MAX_MESSAGE_RECORDS} records`)
  }
  const slots = records.length <= SMALL_MESSAGE_RECORDS ? SMALL_MESSAGE_RECORDS : MAX_MESSAGE_RECORDS
  const message = new Uint8Array(slots * SIGNAL_RECORD_BYTES)
  for (const [i, record] of records.entries()) message.set(sealRecord(record), i * SIGNAL_RECORD_BYTES)
  const padding = (slots - records.length) * SIGNAL_RECORD_BYTES
  if (padding > 0) message.set(random(padding), message.length - padding)
  return message
}

/** The records of a message that belong to swarms we know. Whatever cannot be read is somebody else's and left out. */
export function openRecords<Swarm extends Keyed> (payload: Uint8Array, known: Iterable<Swarm>): OpenedSignal<Swarm>[] {
  const swarms = [...known]
  const opened: OpenedSignal<Swarm>[] = []
  const records = Math.min(MAX_MESSAGE_RECORDS, Math.floor(payload.length / SIGNAL_RECORD_BYTES))
  for (let i = 0; i < records; i++) {
    const record = payload.subarray(i * SIGNAL_RECORD_BYTES, (i + 1) * SIGNAL_RECORD_BYTES)
    const nonce = record.subarray(0, NONCE_BYTES)
    const seen = record.subarray(NONCE_BYTES, SEALED_AT)
    const swarm = swarms.find(({ keys }) => sameBytes(mark(keys.tagKey, nonce), seen))
    const signal = swarm && open(record, swarm)
    if (signal !== undefined) opened.push(signal)
  }
  return opened
}

function open<Swarm extends Keyed> (record: Uint8Array, swarm: Swarm): OpenedSignal<Swarm> | undefined {
  let plain: Uint8Array
  try {
    plain = gcm(swarm.keys.signalKey, record.subarray(0, NONCE_BYTES)).decrypt(record.subarray(SEALED_AT))
  } catch {
    // A tag that fits by chance, or a record that was changed on its way: noise.
    return undefined
  }
  const length = readU16(plain, 8 + SIGNAL_ID_BYTES)
  const body = length > MAX_SIGNAL_BODY_BYTES ? undefined : decodeSignalBody(plain.subarray(BODY_AT, BODY_AT + length))
  const sentAtMs = readU64(plain, 0)
  if (body === undefined || sentAtMs > Number.MAX_SAFE_INTEGER) return undefined
  return { swarm, id: toHex(plain.subarray(8, 8 + SIGNAL_ID_BYTES)), sentAtMs, body }
}
