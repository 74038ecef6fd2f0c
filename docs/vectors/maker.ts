/** What the makers of vectors share: bytes without randomness, Ed25519 and AES-GCM of the platform. */
import { createCipheriv, createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'

/** Bytes that look random and are the same at every run: SHA-256 of a label and a counter. */
export function drawn (label: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    hash('sha256', `passel vectors ${label} ${i}`, 'buffer'))
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length))
}

/** PKCS #8 in front of a seed of 32 bytes. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function privateKey (seed: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
}

/** Public key (32 bytes) of an Ed25519 seed. */
export function publicKey (seed: Uint8Array): Uint8Array {
  return new Uint8Array(createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32))
}

/** Ed25519 signature (64 bytes). */
export function signature (seed: Uint8Array, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKey(seed)))
}

/** AES-256-GCM: ciphertext, then its tag. */
export function sealed (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
  return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
}

/** Bytes of an Ed25519 peer id: identity multihash (00 24) of the public key as protobuf (08 01 12 20). */
export function peerIdBytes (key: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from('002408011220', 'hex'), key]))
}
