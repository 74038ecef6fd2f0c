import { randomBytes } from 'node:crypto'
import { defaultCrypto } from '@libp2p/noise/crypto'
import { describe, expect, test } from 'vitest'
import { createNoiseCrypto } from './noise-crypto.ts'

const ours = createNoiseCrypto()
const nonce = new Uint8Array(12).fill(3)
const ad = new Uint8Array(0)

describe.each([0, 1, 1199, 1200, 65_519])('a noise message of %i bytes', (bytes) => {
  const key = new Uint8Array(randomBytes(32))
  const plain = new Uint8Array(randomBytes(bytes))

  test('is the same as noise itself makes it, and is read by both', () => {
    const sealed = ours.chaCha20Poly1305Encrypt(plain, nonce, ad, key).subarray()
    const theirs = defaultCrypto.chaCha20Poly1305Encrypt(plain, nonce, ad, key).subarray()
    expect(Buffer.from(theirs).equals(sealed)).toBe(true)
    for (const each of [ours, defaultCrypto]) {
      const opened = each.chaCha20Poly1305Decrypt(sealed.slice(), nonce, ad, key).subarray()
      expect(Buffer.from(opened).equals(plain)).toBe(true)
    }
  })

  test('is refused when a bit of it or its key is another', () => {
    const sealed = ours.chaCha20Poly1305Encrypt(plain, nonce, ad, key).subarray().slice()
    const other = new Uint8Array(randomBytes(32))
    expect(() => ours.chaCha20Poly1305Decrypt(sealed.slice(), nonce, ad, other)).toThrow(/authenticate|Invalid/)
    sealed[sealed.length - 1]! ^= 1
    expect(() => ours.chaCha20Poly1305Decrypt(sealed, nonce, ad, key)).toThrow(/authenticate|Invalid/)
  })
})
