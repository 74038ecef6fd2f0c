import { createSecretKey, type KeyObject } from 'node:crypto'
import type { ICryptoInterface } from '@libp2p/noise'
import { defaultCrypto, nodeCrypto } from '@libp2p/noise/crypto'

/** Bytes of a message from which on Node's cipher beats noise's own in WebAssembly: noise 17.0.3 uses the same. */
const LARGE_BYTES = 1200

/** Bytes of a noise message at most. */
const MAX_MESSAGE_BYTES = 65_535

type Message = Parameters<ICryptoInterface['chaCha20Poly1305Encrypt']>[0]

/**
 * Noise's own ciphers, with two differences for large messages. A connection's key is made into a key object once: from
 * bytes Node makes one for each message, 12 us to set a cipher up instead of 2 (Node 24.21). And the parts of a message
 * are put together first: each would cost a call, a buffer, and one more write to the socket.
 */
export function createNoiseCrypto (): ICryptoInterface {
  const made = new WeakMap<Uint8Array, KeyObject>()
  /** For one message at a time: a cipher has read it when it returns. */
  const whole = new Uint8Array(MAX_MESSAGE_BYTES)

  /** Node's ciphers take a key object wherever they take bytes; noise only hands on what it is given. */
  function keyFor (bytes: Uint8Array): Uint8Array {
    let key = made.get(bytes)
    if (key === undefined) made.set(bytes, key = createSecretKey(bytes))
    return key as unknown as Uint8Array
  }

  /** A list of one part: for a list Node's cipher gives sealed bytes and tag as they are, without copying them. */
  function joined (message: Message): Message {
    if (message instanceof Uint8Array) return message
    let at = 0
    for (const part of message) {
      whole.set(part, at)
      at += part.length
    }
    const list = message.sublist(0, 0)
    list.append(whole.subarray(0, at))
    return list
  }

  return {
    ...defaultCrypto,
    chaCha20Poly1305Encrypt: (plain, nonce, ad, key) => plain.byteLength < LARGE_BYTES
      ? defaultCrypto.chaCha20Poly1305Encrypt(plain, nonce, ad, key)
      : nodeCrypto.chaCha20Poly1305Encrypt(joined(plain), nonce, ad, keyFor(key)),
    chaCha20Poly1305Decrypt: (sealed, nonce, ad, key, into) => sealed.byteLength < LARGE_BYTES
      ? defaultCrypto.chaCha20Poly1305Decrypt(sealed, nonce, ad, key, into)
      : nodeCrypto.chaCha20Poly1305Decrypt(joined(sealed), nonce, ad, keyFor(key)),
  }
}
