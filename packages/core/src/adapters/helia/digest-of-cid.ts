import type { CID } from 'multiformats/cid'
import { chunkDigest, pageDigest } from '../../pure/cid.ts'

/** The sha2-256 digest behind a chunk's or page's CID; undefined for every other kind of block. */
export function digestOfCid (cid: CID): Uint8Array | undefined {
  return chunkDigest(cid) ?? pageDigest(cid)
}
