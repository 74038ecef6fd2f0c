/**
 * The cryptography of chunks, pages and receipts. Results may come as promises or at once: WebCrypto works on other
 * threads, Node's own synchronous ciphers cost less processor time inside a worker that does nothing else.
 */
export type Maybe<Value> = Value | Promise<Value>

/** An AES-256-GCM key that its implementation made; nothing else can use it. */
export interface ChunkKey { readonly chunkKey: unknown }

/** An Ed25519 key pair that its implementation made from a seed. */
export interface SigningKey { readonly publicKey: Uint8Array, sign (message: Uint8Array): Maybe<Uint8Array> }

export interface StoreCrypto {
  /** `raw`: 32 bytes. */
  chunkKey (raw: Uint8Array): Maybe<ChunkKey>
  /** Ciphertext with its 16-byte tag behind it, in a buffer of its own that may be moved. `nonce`: 12 bytes. */
  seal (key: ChunkKey, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array): Maybe<Uint8Array<ArrayBuffer>>
  /**
   * Plain bytes, or undefined for what was not sealed with this key, nonce and data. They may lie where the sealed ones
   * were, which are gone.
   */
  open (key: ChunkKey, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Maybe<Uint8Array | undefined>
  sha256 (bytes: Uint8Array): Maybe<Uint8Array>
  /** The same on another thread, where `sha256` is not: sooner on idle cores, for more processor time. */
  sha256Aside? (bytes: Uint8Array): Promise<Uint8Array>
  /** `seed`: 32 bytes. */
  signingKey (seed: Uint8Array): Maybe<SigningKey>
  /** False for bad signatures and for bytes that are no key. */
  verify (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Maybe<boolean>
  randomBytes (length: number): Uint8Array
}
