import type { ChunkKey, StoreCrypto } from './store-crypto.ts'

/** An Ed25519 seed becomes a PKCS #8 key behind this prefix (RFC 8410). */
const PKCS8_PREFIX = new Uint8Array([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20])

/** The platform's WebCrypto: browsers, workers and Node. */
export function createWebCrypto (): StoreCrypto {
  const { subtle } = crypto
  const parameters = (iv: Uint8Array, additionalData: Uint8Array): AesGcmParams =>
    ({ name: 'AES-GCM', iv: iv as BufferSource, additionalData: additionalData as BufferSource })
  const keyOf = (key: ChunkKey): CryptoKey => key.chunkKey as CryptoKey

  return {
    chunkKey: async (raw) => ({
      chunkKey: await subtle.importKey('raw', raw as BufferSource, 'AES-GCM', false, ['encrypt', 'decrypt']),
    }),
    seal: async (key, nonce, aad, plain) =>
      new Uint8Array(await subtle.encrypt(parameters(nonce, aad), keyOf(key), plain as BufferSource)),
    open: async (key, nonce, aad, sealed) => {
      try {
        return new Uint8Array(await subtle.decrypt(parameters(nonce, aad), keyOf(key), sealed as BufferSource))
      } catch (error) {
        if (error instanceof DOMException && error.name === 'OperationError') return undefined
        throw error
      }
    },
    sha256: async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource)),
    signingKey: async (seed) => {
      const pkcs8 = new Uint8Array(PKCS8_PREFIX.length + seed.length)
      pkcs8.set(PKCS8_PREFIX)
      pkcs8.set(seed, PKCS8_PREFIX.length)
      const key = await subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
      const { x = '' } = await subtle.exportKey('jwk', key)
      return {
        publicKey: Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0)),
        sign: async (message) => new Uint8Array(await subtle.sign('Ed25519', key, message as BufferSource)),
      }
    },
    verify: async (publicKey, message, signature) => {
      try {
        const key = await subtle.importKey('raw', publicKey as BufferSource, 'Ed25519', false, ['verify'])
        return await subtle.verify('Ed25519', key, signature as BufferSource, message as BufferSource)
      } catch (error) {
        if (error instanceof DOMException) return false // bytes that are no key
        throw error
      }
    },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  }
}
