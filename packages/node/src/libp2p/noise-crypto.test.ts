import { randomBytes } from 'node:crypto'
import { defaultCrypto } from '@libp2p/noise/crypto'
import { describe, expect, test } from 'vitest'
import { createNoiseCrypto } from './noise-crypto.ts'

type Parts = Exclude<Parameters<typeof defaultCrypto.chaCha20Poly1305Encrypt>[0], Uint8Array>

/** A list of parts as noise hands them on, as far as ciphers use it. */
function partsOf (...parts: Uint8Array[]): Parts {
  return {
    get byteLength () { return Buffer.concat(parts).length },
    get length () { return Buffer.concat(parts).length },
    [Symbol.iterator]: () => parts[Symbol.iterator](),
    subarray: (from: number, to: number) => new Uint8Array(Buffer.concat(parts).subarray(from, to)),
    sublist: (from: number, to: number) => from === to ? partsOf() : partsOf(Buffer.concat(parts).subarray(from, to)),
    append: (...more: Uint8Array[]) => { parts.push(...more) },
  } as unknown as Parts
}

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

  test('may come in parts, both ways', () => {
    const inParts = (whole: Uint8Array): Parts => partsOf(whole.subarray(0, 700), whole.subarray(700))
    const sealed = ours.chaCha20Poly1305Encrypt(inParts(plain), nonce, ad, key).subarray().slice()
    const theirs = defaultCrypto.chaCha20Poly1305Encrypt(plain, nonce, ad, key).subarray()
    expect(Buffer.from(theirs).equals(sealed)).toBe(true)
    const opened = ours.chaCha20Poly1305Decrypt(inParts(sealed), nonce, ad, key).subarray()
    expect(Buffer.from(opened).equals(plain)).toBe(true)
  })

  test('is refused when a bit of it or its key is another', () => {
    const sealed = ours.chaCha20Poly1305Encrypt(plain, nonce, ad, key).subarray().slice()
    const other = new Uint8Array(randomBytes(32))
    expect(() => ours.chaCha20Poly1305Decrypt(sealed.slice(), nonce, ad, other)).toThrow(/authenticate|Invalid/)
    sealed[sealed.length - 1]! ^= 1
    expect(() => ours.chaCha20Poly1305Decrypt(sealed, nonce, ad, key)).toThrow(/authenticate|Invalid/)
  })
})
