/** A growing set of chunk numbers, one bit each: a thousand peers have a thousand of them. */
export interface ChunkBits extends Iterable<number> {
  readonly size: number
  has (chunk: number): boolean
  add (chunk: number): void
  delete (chunk: number): void
  clear (): void
  /** The bits of the first `count` chunks, the highest of a byte first. */
  bytes (count: number): Uint8Array
  clone (): ChunkBits
}

/** Creates a set; `bytes` is copied. */
export function createChunkBits (from: Uint8Array = new Uint8Array(8), count = 0): ChunkBits {
  let bits = from.slice()
  let size = count
  const mask = (chunk: number): number => 0x80 >> (chunk & 7)
  const has = (chunk: number): boolean => ((bits[chunk >> 3] ?? 0) & mask(chunk)) !== 0

  return {
    get size () { return size },
    has,
    add (chunk) {
      if (has(chunk)) return
      const at = chunk >> 3
      if (at >= bits.length) {
        const wider = new Uint8Array(Math.max(at + 1, 2 * bits.length))
        wider.set(bits)
        bits = wider
      }
      bits[at]! |= mask(chunk)
      size++
    },
    delete (chunk) {
      if (!has(chunk)) return
      bits[chunk >> 3]! &= ~mask(chunk)
      size--
    },
    clear () {
      bits.fill(0)
      size = 0
    },
    bytes (total) {
      const copy = new Uint8Array(Math.ceil(total / 8))
      copy.set(bits.subarray(0, copy.length))
      return copy
    },
    clone: () => createChunkBits(bits, size),
    * [Symbol.iterator] () {
      for (let chunk = 0; chunk < bits.length * 8; chunk++) if (has(chunk)) yield chunk
    },
  }
}
