import { PasselError } from '../../errors.ts'
import type { AuthorKeys } from '../../ports.ts'
import { concat, fromBase64url, fromHex } from '../../pure/bytes.ts'

/** What stands in front of a seed in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = fromHex('302e020100300506032b657004220420')

/** Signs with an Ed25519 seed of 32 bytes that was kept. Fails with `bad-option` when it is none. */
export async function importSigner (seed: Uint8Array): Promise<AuthorKeys> {
  if (seed.length !== 32) throw new PasselError('bad-option', 'the key of a series has 32 bytes')
  const pkcs8 = concat(PKCS8_HEAD, seed)
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
  const { x = '' } = await crypto.subtle.exportKey('jwk', key)
  return {
    secret: seed,
    public: fromBase64url(x),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, message as BufferSource))
  }
}
