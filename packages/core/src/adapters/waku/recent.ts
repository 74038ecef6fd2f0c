import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { MAX_RECENT_SIGNALS } from '../../limits.ts'

/** Messages met lately: the same message comes from several service nodes, from the store, and back to who sent it. */
export interface Recent {
  /** True the first time; from then on the message is known. */
  isNew (bucket: number, payload: Uint8Array, sentAtMs: number): boolean
}

/** Creates an empty memory of at most `limit` messages, the oldest forgotten first. */
export function createRecent (limit = MAX_RECENT_SIGNALS): Recent {
  const known = new Set<string>()
  return {
    isNew (bucket, payload, sentAtMs) {
      const key = `${bucket} ${sentAtMs} ${bytesToHex(sha256(payload))}`
      if (known.has(key)) return false
      known.add(key)
      if (known.size > limit) known.delete(known.values().next().value!)
      return true
    }
  }
}
