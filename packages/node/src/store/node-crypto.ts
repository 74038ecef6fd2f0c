import {
  createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, createSecretKey, hash, randomBytes, sign, verify,
  type KeyObject,
} from 'node:crypto'
import { release, type ChunkKey, type StoreCrypto } from '@passel/core/worker'

const ALGORITHM = 'aes-256-gcm'
const TAG_BYTES = 16
/**
 * A cipher gives what it sealed in a buffer of its own making, twice as many bytes on the way. Small ones come from
 * memory that is at hand and stay in the processor's cache; whole chunks took a third more processor time for sealing.
 */
const PIECE_BYTES = 64 * 1024
/** Prefixes of an Ed25519 seed as PKCS #8 and of a public key as SPKI (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * Node's synchronous ciphers. In a worker they cost two thirds of WebCrypto's processor time for chunks (no copies
 * between threads), and on a machine whose cores are busy with the network that is what counts; see README.md.
 */
export function createNodeCrypto (): StoreCrypto {
  const keyOf = (key: ChunkKey): KeyObject => key.chunkKey as KeyObject
  return {
    // A key object is made once; bytes would be made into one for every chunk, which costs ten times the set-up.
    chunkKey: (raw) => ({ chunkKey: createSecretKey(raw) }),
    seal: (key, nonce, aad, plain) => {
      const cipher = createCipheriv(ALGORITHM, keyOf(key), nonce)
      cipher.setAAD(aad)
      const sealed = new Uint8Array(plain.length + TAG_BYTES)
      for (let at = 0; at < plain.length; at += PIECE_BYTES) {
        const piece = cipher.update(plain.subarray(at, at + PIECE_BYTES))
        sealed.set(piece, at)
        release(piece)
      }
      cipher.final()
      sealed.set(cipher.getAuthTag(), plain.length)
      return sealed
    },
    open: (key, nonce, aad, sealed) => {
      if (sealed.length < TAG_BYTES) return undefined
      const decipher = createDecipheriv(ALGORITHM, keyOf(key), nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(aad)
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
      const plain = sealed.subarray(0, sealed.length - TAG_BYTES)
      for (let at = 0; at < plain.length; at += PIECE_BYTES) {
        const piece = decipher.update(plain.subarray(at, at + PIECE_BYTES))
        plain.set(piece, at)
        release(piece)
      }
      try {
        decipher.final()
      } catch {
        return undefined // the tag does not fit
      }
      return plain
    },
    sha256: (bytes) => hash('sha256', bytes, 'buffer'),
    sha256Aside: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource)),
    signingKey: (seed) => {
      const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
      const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
      return {
        publicKey: new Uint8Array(spki.subarray(SPKI_PREFIX.length)),
        sign: (message) => new Uint8Array(sign(null, message, key)),
      }
    },
    verify: (publicKey, message, signature) => {
      const key = publicKeyOf(publicKey)
      return key !== undefined && verify(null, message, key, signature)
    },
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  }
}

function publicKeyOf (raw: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })
  } catch {
    return undefined // bytes that are no key
  }
}
