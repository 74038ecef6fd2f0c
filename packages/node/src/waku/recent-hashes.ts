import { MAX_RECENT_HASHES } from './limits.ts'

/** Creates a check that is true the first time it meets a hash; the oldest are forgotten first. */
export function createRecentHashes (limit = MAX_RECENT_HASHES): (hash: Uint8Array) => boolean {
  const known = new Set<string>()
  return (hash) => {
    const key = Buffer.from(hash).toString('base64')
    if (known.has(key)) return false
    known.add(key)
    if (known.size > limit) known.delete(known.values().next().value!)
    return true
  }
}
