import { release } from './release.ts'

/**
 * The last sealed chunks, so that a receiver right behind the sealer is served without sealing twice. Chunks that
 * nobody has asked for yet stay longest: the receiver has still to come to them.
 */
export interface SealedCache {
  /** The bytes belong to the cache from now on. */
  put (swarm: number, chunk: number, sealed: Uint8Array): void
  /** A copy that may be moved; in `spare` where it fits. */
  get (swarm: number, chunk: number, spare?: ArrayBuffer): Uint8Array<ArrayBuffer> | undefined
  forget (swarm: number): void
}

export function createSealedCache (maxBytes: number): SealedCache {
  const waiting = new Map<number, Uint8Array>()
  const given = new Map<number, Uint8Array>()
  let bytes = 0

  // Data chunks number below 2^32, swarms of a home below 2^21: one number names both.
  const keyOf = (swarm: number, chunk: number): number => swarm * 2 ** 32 + chunk

  function remove (from: Map<number, Uint8Array>, key: number): void {
    const sealed = from.get(key)
    if (sealed === undefined) return
    from.delete(key)
    bytes -= sealed.length
    release(sealed)
  }

  function evict (): void {
    for (const chunks of [given, waiting]) {
      for (const key of chunks.keys()) {
        if (bytes <= maxBytes) return
        remove(chunks, key)
      }
    }
  }

  return {
    put: (swarm, chunk, sealed) => {
      const key = keyOf(swarm, chunk)
      remove(waiting, key)
      remove(given, key)
      waiting.set(key, sealed)
      bytes += sealed.length
      evict()
    },
    get: (swarm, chunk, spare) => {
      const key = keyOf(swarm, chunk)
      const fresh = waiting.get(key)
      if (fresh !== undefined) {
        waiting.delete(key)
        given.set(key, fresh)
      }
      const found = fresh ?? given.get(key)
      if (found === undefined || spare?.byteLength !== found.length) return found && new Uint8Array(found)
      const copy = new Uint8Array(spare)
      copy.set(found)
      return copy
    },
    forget: (swarm) => {
      for (const chunks of [given, waiting]) {
        for (const key of chunks.keys()) if (Math.floor(key / 2 ** 32) === swarm) remove(chunks, key)
      }
    },
  }
}
