import type { Address, PeerId, PrivacyClass } from '../ids.ts'

/** Where a member said it can be dialled, signed by the author so that a forwarder cannot redirect. */
export interface Hint { readonly peer: PeerId, readonly addresses: readonly Address[] }

/** The secret token that lets its bearer find, verify and open one payload. */
export interface Reference {
  readonly version: 1
  readonly kind: 'file' | 'stream' | 'bundle'
  readonly privacy: PrivacyClass
  /** 32 bytes from which every key of the payload is derived. */
  readonly secret: Uint8Array
  /** Ed25519 public key (32 bytes) of this payload alone. */
  readonly author: Uint8Array
  readonly name?: string
  readonly mediaType?: string
  /** True size in bytes where it was known when sending began. */
  readonly size?: number
  /** Encoded image, at most MAX_THUMBNAIL_BYTES. */
  readonly thumbnail?: Uint8Array
  /** Wall time (ms) after which nobody keeps the payload. */
  readonly expiresAtMs?: number
  readonly hints: readonly Hint[]
  /** Circuit relays and Waku nodes that worked for the author, as multiaddrs. */
  readonly relays: readonly Address[]
  /** Author's Ed25519 signature (64 bytes) over `hintsMessage`; without a valid one hints and relays do not count. */
  readonly hintsSignature?: Uint8Array
}
