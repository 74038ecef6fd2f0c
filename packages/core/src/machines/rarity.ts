/**
 * Chunks that may be asked for, sorted by how many counted members have them. A chunk sits in the bucket of its number
 * at a known place, so that one `have` moves it in constant time whatever the payload's size.
 */
import { MAX_SWARM_CONNECTIONS } from '../limits.ts'
import type { ChunkSet } from './chunk-set.ts'
import type { Random } from './random.ts'

export interface Rarity {
  /** One member more, or one less, has the chunk. */
  change (chunk: number, by: 1 | -1): void
  insert (chunk: number): void
  remove (chunk: number): void
  /** A chunk of `have` from the fullest-needed bucket, at random among equals; -1 when a short look finds none. */
  pick (have: ChunkSet, random: Random): number
}

/** Chunks looked at in a bucket: beyond that a sparse `have` is searched by words instead. */
const LOOKS = 16
const BUCKETS = MAX_SWARM_CONNECTIONS + 1

/** Creates empty buckets; members beyond the last bucket share it. */
export function createRarity (): Rarity {
  const buckets: number[][] = []
  for (let i = 0; i < BUCKETS; i++) buckets.push([])
  let holders = new Uint16Array(256)
  /** Place in its bucket plus one; 0: not in any. */
  let places = new Uint32Array(256)

  function reach (chunk: number): void {
    if (chunk < places.length) return
    const size = Math.max(chunk + 1, places.length * 2)
    const widerHolders = new Uint16Array(size)
    widerHolders.set(holders)
    holders = widerHolders
    const widerPlaces = new Uint32Array(size)
    widerPlaces.set(places)
    places = widerPlaces
  }

  const bucketOf = (chunk: number): number[] => buckets[Math.min(holders[chunk]!, BUCKETS - 1)]!

  function insert (chunk: number): void {
    reach(chunk)
    if (places[chunk] !== 0) return
    places[chunk] = bucketOf(chunk).push(chunk)
  }

  function remove (chunk: number): void {
    const place = places[chunk] ?? 0
    if (place === 0) return
    const bucket = bucketOf(chunk)
    const last = bucket.pop()!
    if (last !== chunk) {
      bucket[place - 1] = last
      places[last] = place
    }
    places[chunk] = 0
  }

  return {
    insert,
    remove,
    change (chunk, by) {
      reach(chunk)
      const inside = places[chunk] !== 0
      if (inside) remove(chunk)
      holders[chunk] = holders[chunk]! + by
      if (inside) insert(chunk)
    },
    pick (have, random) {
      for (const bucket of buckets) {
        if (bucket.length === 0) continue
        const start = random.below(bucket.length)
        const looks = Math.min(LOOKS, bucket.length)
        for (let i = 0; i < looks; i++) {
          const chunk = bucket[(start + i) % bucket.length]!
          if (have.has(chunk)) return chunk
        }
      }
      return -1
    },
  }
}
