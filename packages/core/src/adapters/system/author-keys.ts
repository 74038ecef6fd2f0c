import type { AuthorKeys } from '../../ports.ts'

const PKCS8_HEADER_BYTES = 16 // the fixed ASN.1 prefix of an Ed25519 private key (RFC 8410)

/** A fresh Ed25519 key pair for one payload, made by the platform's WebCrypto. */
export async function createAuthorKeys (): Promise<AuthorKeys> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']) as CryptoKeyPair
  const { privateKey, publicKey } = pair
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))
  return {
    secret: pkcs8.slice(PKCS8_HEADER_BYTES),
    public: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message as BufferSource))
  }
}

/** Whether an Ed25519 signature is right; a key or signature of a wrong form is not. */
export async function verify (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey as BufferSource, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, signature as BufferSource, message as BufferSource)
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return false
    throw error
  }
}
