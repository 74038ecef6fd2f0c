/**
 * Byte helpers for the inner rings, which compile without the platform: no TextEncoder, no Buffer.
 */
import { base64url as multibase } from 'multiformats/bases/base64'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** Joins byte arrays into a new one. */
export function concat (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concatBytes(...parts) as Uint8Array<ArrayBuffer>
}

/** The UTF-8 bytes of a string. */
export function utf8 (text: string): Uint8Array<ArrayBuffer> {
  return utf8ToBytes(text) as Uint8Array<ArrayBuffer>
}

/** Compares in a time that depends on the lengths only: for tags and proofs, where a quick answer helps a forger. */
export function sameBytes (a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
  return difference === 0
}

/** Lower-case hexadecimal text. */
export function toHex (bytes: Uint8Array): string {
  return bytesToHex(bytes)
}

/** Bytes of hexadecimal text; throws `RangeError` or `TypeError` on anything else. */
export function fromHex (text: string): Uint8Array<ArrayBuffer> {
  return hexToBytes(text) as Uint8Array<ArrayBuffer>
}

/** base64url text without padding. */
export function toBase64url (bytes: Uint8Array): string {
  return multibase.baseEncode(bytes)
}

/** Bytes of base64url text without padding; throws on foreign characters, padding and left-over bits. */
export function fromBase64url (text: string): Uint8Array<ArrayBuffer> {
  if (text.includes('=')) throw new SyntaxError('base64url carries no padding here')
  return multibase.baseDecode(text) as Uint8Array<ArrayBuffer>
}

/** Writes an unsigned 16-bit big-endian number. */
export function writeU16 (into: Uint8Array, at: number, value: number): void {
  into[at] = value >>> 8
  into[at + 1] = value
}

/** Writes an unsigned 32-bit big-endian number. */
export function writeU32 (into: Uint8Array, at: number, value: number): void {
  into[at] = value >>> 24
  into[at + 1] = value >>> 16
  into[at + 2] = value >>> 8
  into[at + 3] = value
}

/** Writes an unsigned 64-bit big-endian number; `value` is a safe integer. */
export function writeU64 (into: Uint8Array, at: number, value: number): void {
  writeU32(into, at, Math.floor(value / 2 ** 32))
  writeU32(into, at + 4, value >>> 0)
}

/** Reads an unsigned 16-bit big-endian number; the caller has checked that two bytes are there. */
export function readU16 (from: Uint8Array, at: number): number {
  return (from[at] as number) << 8 | (from[at + 1] as number)
}

/** Reads an unsigned 32-bit big-endian number; the caller has checked that four bytes are there. */
export function readU32 (from: Uint8Array, at: number): number {
  return ((from[at] as number) << 24 | (from[at + 1] as number) << 16 |
    (from[at + 2] as number) << 8 | (from[at + 3] as number)) >>> 0
}

/** Reads an unsigned 64-bit big-endian number; above 2^53 it is rounded, so callers check their own bound. */
export function readU64 (from: Uint8Array, at: number): number {
  return readU32(from, at) * 2 ** 32 + readU32(from, at + 4)
}

/** Four bytes, big-endian. */
export function u32 (value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4)
  writeU32(bytes, 0, value)
  return bytes
}

/** Eight bytes, big-endian; `value` is a safe integer. */
export function u64 (value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8)
  writeU64(bytes, 0, value)
  return bytes
}

/**
 * Whether a text has visible ASCII characters only, as every peer id and multiaddr has: what comes from others ends up
 * in logs and terminals, and other characters do not survive every codec.
 */
export function isVisibleAscii (text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text)
}

/** Whether a value is a whole number from `min` to `max`. */
export function isWhole (value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
}
