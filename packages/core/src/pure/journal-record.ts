/**
 * Journal records as bytes: length of the body (u16), type (u8), version (u8), swarm (u32), body (dag-cbor map of the
 * record's fields), CRC-32C of all that. A journal file begins with a header: `passel-j`, format (u16),
 * generation (u32), CRC-32C.
 */
import { PasselError } from '../errors.ts'
import { swarmNo } from '../ids.ts'
import { readU16, readU32, utf8, writeU16, writeU32 } from './bytes.ts'
import { CborMap } from './cbor-map.ts'
import { encodeCbor } from './cbor.ts'
import { crc32c } from './crc32c.ts'
import { readRecord } from './journal-fields.ts'
import type { JournalRecord, TransferRecord } from './journal-types.ts'

/** Bytes of a body at most: its length is a u16. A page's worth of digests takes half. */
export const MAX_RECORD_BODY_BYTES = 2 ** 16 - 1

const PREFIX_BYTES = 8
const CRC_BYTES = 4
const MAGIC = utf8('passel-j')
const FORMAT = 1

/** Bytes before a journal file's first record. */
export const JOURNAL_HEADER_BYTES = MAGIC.length + 2 + 4 + CRC_BYTES

/** Numbers on disk are positions in this list, counted from 1; append only. */
const TYPES: readonly TransferRecord['type'][] = [
  'send', 'get', 'source', 'sealed', 'page', 'kept', 'checkpoint', 'have', 'placing', 'finished', 'receipt', 'paused',
  'failed', 'conflict', 'forgotten', 'hold', 'parity', 'holders', 'release', 'columns',
]
const RECORD_VERSION = 1

/** A record's bytes; throws `bad-option` for one whose body exceeds MAX_RECORD_BODY_BYTES. */
export function encodeRecord ({ swarm, record }: JournalRecord): Uint8Array<ArrayBuffer> {
  const { type, ...fields } = record
  const body = encodeCbor(fields)
  if (body.length > MAX_RECORD_BODY_BYTES) {
    throw new PasselError('bad-option', `a journal record of ${body.length} bytes; at most ${MAX_RECORD_BODY_BYTES}`)
  }
  const bytes = new Uint8Array(PREFIX_BYTES + body.length + CRC_BYTES)
  writeU16(bytes, 0, body.length)
  bytes[2] = TYPES.indexOf(type) + 1
  bytes[3] = RECORD_VERSION
  writeU32(bytes, 4, swarm)
  bytes.set(body, PREFIX_BYTES)
  writeU32(bytes, PREFIX_BYTES + body.length, crc32c(bytes, 0, PREFIX_BYTES + body.length))
  return bytes
}

/** The record at `at` and the place behind it; undefined when it is cut or does not check. Throws `store-broken`. */
export function decodeRecord (bytes: Uint8Array, at: number): (JournalRecord & { readonly next: number }) | undefined {
  if (at + PREFIX_BYTES > bytes.length) return undefined
  const end = at + PREFIX_BYTES + readU16(bytes, at)
  if (end + CRC_BYTES > bytes.length || readU32(bytes, end) !== crc32c(bytes, at, end)) return undefined
  const type = TYPES[(bytes[at + 2] as number) - 1]
  if (type === undefined || bytes[at + 3] !== RECORD_VERSION) {
    // Going on without it would forget it at the next rewrite.
    throw new PasselError('store-broken', 'this home was written by a newer version: update the application')
  }
  const fields = CborMap.decode(bytes.subarray(at + PREFIX_BYTES, end), 'store-broken', `journal record (${type})`)
  return { swarm: swarmNo(readU32(bytes, at + 4)), record: readRecord(type, fields), next: end + CRC_BYTES }
}

/** The header of a journal file; written last, when everything behind it is flushed. */
export function encodeJournalHeader (generation: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(JOURNAL_HEADER_BYTES)
  bytes.set(MAGIC)
  writeU16(bytes, MAGIC.length, FORMAT)
  writeU32(bytes, MAGIC.length + 2, generation)
  writeU32(bytes, JOURNAL_HEADER_BYTES - CRC_BYTES, crc32c(bytes, 0, JOURNAL_HEADER_BYTES - CRC_BYTES))
  return bytes
}

/**
 * The generation of a journal file; 0 for one whose header was never finished. Throws `store-broken` for a header that
 * is damaged or of another format: taking such a home for an empty one would lose it.
 */
export function decodeJournalHeader (bytes: Uint8Array): number {
  const crcAt = JOURNAL_HEADER_BYTES - CRC_BYTES
  const whole = bytes.length >= JOURNAL_HEADER_BYTES && readU32(bytes, crcAt) === crc32c(bytes, 0, crcAt)
  if (whole && readU16(bytes, MAGIC.length) === FORMAT && MAGIC.every((byte, i) => bytes[i] === byte)) {
    return readU32(bytes, MAGIC.length + 2)
  }
  // The very first header has no whole file beside it: torn anywhere, it has its own bytes or zeros.
  const first = encodeJournalHeader(1)
  if (bytes.length < JOURNAL_HEADER_BYTES || first.every((byte, i) => bytes[i] === byte || bytes[i] === 0)) return 0
  throw new PasselError('store-broken', 'the journal cannot be read: restore this home, or start with an empty one')
}
