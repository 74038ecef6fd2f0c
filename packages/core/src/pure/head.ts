/**
 * The exact bytes that Ed25519 signs: a context, a zero byte, the swarm's id, the statement. The context keeps a
 * signature for one purpose from meaning anything for another. Signing itself happens in the store worker.
 */
import { concat, u32, utf8 } from './bytes.ts'
import { pageCidBytes } from './cid.ts'

/** Bytes of an Ed25519 signature. */
export const SIGNATURE_BYTES = 64
/** Bytes of an Ed25519 public key, and of a private key's seed. */
export const PUBLIC_KEY_BYTES = 32

/** A context as it stands in front of what is signed. */
export function signingContext (name: string): Uint8Array {
  return concat(utf8(`passel/1/${name}`), new Uint8Array(1))
}

/** What the author signs over its newest page: number (u32), page CID, final (1) or not (0). */
export function headMessage (swarmId: Uint8Array, page: number, digest: Uint8Array, final: boolean): Uint8Array {
  return concat(signingContext('head'), swarmId, u32(page), pageCidBytes(digest), new Uint8Array([final ? 1 : 0]))
}

/** What a recipient signs once it has the whole payload. */
export function receiptMessage (swarmId: Uint8Array, finalPageDigest: Uint8Array): Uint8Array {
  return concat(signingContext('receipt'), swarmId, pageCidBytes(finalPageDigest))
}

/** What the author signs when nobody need keep the payload any longer. */
export function releaseMessage (swarmId: Uint8Array, finalPageDigest: Uint8Array): Uint8Array {
  return concat(signingContext('release'), swarmId, pageCidBytes(finalPageDigest))
}
