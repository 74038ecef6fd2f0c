/** What a bundle's payload begins with: `passel-b`, version 1, compression 1 (deflate-raw, RFC 1951). */
import { PasselError } from '../../errors.ts'
import { concat, utf8 } from '../../pure/bytes.ts'

const MAGIC = utf8('passel-b')

export const PAYLOAD_HEAD = concat(MAGIC, new Uint8Array([1, 1]))

/** Throws `bundle-malformed` unless this is what a bundle of a known version begins with. */
export function checkPayloadHead (head: Uint8Array): void {
  if (head.length < PAYLOAD_HEAD.length || MAGIC.some((byte, i) => byte !== head[i])) {
    throw new PasselError('bundle-malformed', 'this payload is no bundle')
  }
  if (PAYLOAD_HEAD.some((byte, i) => byte !== head[i])) {
    throw new PasselError('bundle-malformed', 'this bundle is of a newer version: update the application')
  }
}
