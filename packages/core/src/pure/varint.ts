/** Unsigned LEB128 numbers below 2^32, as protobuf writes them. */

/** Bytes of the largest number here. */
const MAX_VARINT_BYTES = 5

/** Bytes that a number takes. */
export function varintBytes (value: number): number {
  return value < 2 ** 7 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 21 ? 3 : value < 2 ** 28 ? 4 : 5
}

/** Writes a number and gives the place behind it. */
export function writeVarint (into: Uint8Array, at: number, value: number): number {
  let rest = value
  while (rest > 127) {
    into[at++] = rest & 127 | 128
    rest >>>= 7
  }
  into[at++] = rest
  return at
}

/** A number and the place behind it. */
interface ReadVarint { readonly value: number, readonly next: number }

/** Reads a number; undefined when it is cut short or longer than five bytes. */
export function readVarint (from: Uint8Array, at: number): ReadVarint | undefined {
  let value = 0
  let scale = 1
  for (let i = 0; i < MAX_VARINT_BYTES && at + i < from.length; i++) {
    const byte = from[at + i] as number
    value += (byte & 127) * scale
    if (byte < 128) return { value, next: at + i + 1 }
    scale *= 128
  }
  return undefined
}
