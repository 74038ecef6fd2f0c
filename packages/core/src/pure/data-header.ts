/**
 * The header of a slice, written and read by hand: thousands pass each second, and the general codec takes ten times
 * as long. Byte for byte what protobuf makes, which a test compares; anything unusual is left to the general codec.
 */
import { chunkNo, type ChunkNo } from '../ids.ts'
import { CHUNK_BYTES } from '../limits.ts'
import { CHUNK_NUMBERS } from './parity-name.ts'
import { varintBytes, writeVarint } from './varint.ts'

const CHANNEL_TAG = 0x08
const TAIL_TAG = 0x10
const DATA_TAG = 0x1a
const CHUNK_TAG = 0x08
const OFFSET_TAG = 0x10

/** Header length and header of a `data` frame. */
export function encodeDataFrame (
  channel: number, chunk: number, offset: number, tailBytes: number
): Uint8Array<ArrayBuffer> {
  const dataBytes = fieldBytes(chunk) + fieldBytes(offset)
  const headerBytes = fieldBytes(channel) + fieldBytes(tailBytes) + 2 + dataBytes
  const bytes = new Uint8Array(1 + headerBytes)
  bytes[0] = headerBytes
  let at = writeField(bytes, 1, CHANNEL_TAG, channel)
  at = writeField(bytes, at, TAIL_TAG, tailBytes)
  bytes[at++] = DATA_TAG
  bytes[at++] = dataBytes
  at = writeField(bytes, at, CHUNK_TAG, chunk)
  writeField(bytes, at, OFFSET_TAG, offset)
  return bytes
}

/** A number of 0 is not written, as protobuf has it. */
function fieldBytes (value: number): number {
  return value === 0 ? 0 : 1 + varintBytes(value)
}

function writeField (into: Uint8Array, at: number, tag: number, value: number): number {
  if (value === 0) return at
  into[at] = tag
  return writeVarint(into, at + 1, value)
}

/** A slice's header. */
export interface DataHeader {
  readonly channel: number
  readonly tail: number
  readonly chunk: ChunkNo
  readonly offset: number
}

/** Reads the header between `start` and `end`; undefined when it is not a `data` frame in its usual form and bounds. */
export function decodeDataHeader (bytes: Uint8Array, start: number, end: number): DataHeader | undefined {
  const cursor = { at: start, end }
  const channel = readField(bytes, cursor, CHANNEL_TAG)
  const tail = readField(bytes, cursor, TAIL_TAG)
  if (channel < 0 || tail < 0) return undefined
  if (bytes[cursor.at] !== DATA_TAG || bytes[cursor.at + 1] !== end - cursor.at - 2) return undefined
  cursor.at += 2
  const chunk = readField(bytes, cursor, CHUNK_TAG)
  const offset = readField(bytes, cursor, OFFSET_TAG)
  if (chunk < 0 || offset < 0 || cursor.at !== end || chunk >= CHUNK_NUMBERS || offset >= CHUNK_BYTES) return undefined
  return { channel, tail, chunk: chunkNo(chunk), offset }
}

/** The number behind `tag`, 0 when the tag is not there, -1 when the number is cut short or above 2^32. */
function readField (bytes: Uint8Array, cursor: { at: number, readonly end: number }, tag: number): number {
  if (cursor.at >= cursor.end || bytes[cursor.at] !== tag) return 0
  let value = 0
  let scale = 1
  for (let at = cursor.at + 1; at < cursor.end && at < cursor.at + 6; at++) {
    const byte = bytes[at] as number
    value += (byte & 127) * scale
    if (byte < 128) {
      cursor.at = at + 1
      return value < 2 ** 32 ? value : -1
    }
    scale *= 128
  }
  return -1
}
