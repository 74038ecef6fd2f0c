/** Castagnoli's polynomial, reflected. */
const POLYNOMIAL = 0x82f63b78

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) !== 0 ? rest >>> 1 ^ POLYNOMIAL : rest >>> 1
  return rest
})

/** CRC-32C of `bytes` from `start` to `end`: tells torn writes from whole ones. */
export function crc32c (bytes: Uint8Array, start = 0, end = bytes.length): number {
  let rest = 0xffffffff
  for (let at = start; at < end; at++) {
    rest = rest >>> 8 ^ (TABLE[(rest ^ (bytes[at] as number)) & 0xff] as number)
  }
  return (rest ^ 0xffffffff) >>> 0
}
