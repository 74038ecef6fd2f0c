import { bytesToUtf8 } from '@noble/ciphers/utils.js'
import { sameBytes, utf8 } from '../../pure/bytes.ts'

/** The text of UTF-8 bytes; undefined where they are not what that text would be written as. */
export function decodeText (bytes: Uint8Array): string | undefined {
  const text = bytesToUtf8(bytes)
  return sameBytes(utf8(text), bytes) ? text : undefined
}
