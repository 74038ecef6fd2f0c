import { createSecretKey, type KeyObject } from 'node:crypto'
import type { ICryptoInterface } from '@libp2p/noise'
import { defaultCrypto, nodeCrypto } from '@libp2p/noise/crypto'

/** Bytes of a message from which on Node's cipher beats noise's own in WebAssembly: noise 17.0.3 uses the same. */
const LARGE_BYTES = 1200

/**
 * Noise's own ciphers, with one difference: a connection's key is made into a key object once. From bytes Node makes
 * one for each message: 12 us to set a cipher up instead of 2 (Node 24.21).
 */
export function createNoiseCrypto (): ICryptoInterface {
  const made = new WeakMap<Uint8Array, KeyObject>()

  /** Node's ciphers take a key object wherever they take bytes; noise only hands on what it is given. */
  function keyFor (bytes: Uint8Array): Uint8Array {
    let key = made.get(bytes)
    if (key === undefined) made.set(bytes, key = createSecretKey(bytes))
    return key as unknown as Uint8Array
  }

  return {
    ...defaultCrypto,
    chaCha20Poly1305Encrypt: (plain, nonce, ad, key) => plain.byteLength < LARGE_BYTES
      ? defaultCrypto.chaCha20Poly1305Encrypt(plain, nonce, ad, key)
      : nodeCrypto.chaCha20Poly1305Encrypt(plain, nonce, ad, keyFor(key)),
    chaCha20Poly1305Decrypt: (sealed, nonce, ad, key, into) => sealed.byteLength < LARGE_BYTES
      ? defaultCrypto.chaCha20Poly1305Decrypt(sealed, nonce, ad, key, into)
      : nodeCrypto.chaCha20Poly1305Decrypt(sealed, nonce, ad, keyFor(key)),
  }
}
