/** Which chunks are there: a growing bitmap and how many are set. Bit i is byte `i >> 3`, mask `0x80 >> (i & 7)`. */
export interface ChunkBits {
  readonly count: number
  /** No bit from here on is set. */
  readonly end: number
  has (chunk: number): boolean
  set (chunk: number): void
  clear (chunk: number): void
  /** A copy, as long as `chunks` needs; bits from there on are dropped. */
  bytes (chunks: number): Uint8Array<ArrayBuffer>
  /** Replaces everything. */
  load (bits: Uint8Array): void
}

export function createChunkBits (): ChunkBits {
  let bits = new Uint8Array(8)
  let count = 0

  const has = (chunk: number): boolean => ((bits[chunk >> 3] ?? 0) & (0x80 >> (chunk & 7))) !== 0

  return {
    get count () { return count },
    get end () {
      let bytes = bits.length
      while (bytes > 0 && bits[bytes - 1] === 0) bytes--
      return bytes * 8
    },
    has,
    set: (chunk) => {
      if (has(chunk)) return
      if (chunk >> 3 >= bits.length) {
        const grown = new Uint8Array(Math.max((chunk >> 3) + 1, bits.length * 2))
        grown.set(bits)
        bits = grown
      }
      bits[chunk >> 3] = (bits[chunk >> 3] as number) | 0x80 >> (chunk & 7)
      count++
    },
    clear: (chunk) => {
      if (!has(chunk)) return
      bits[chunk >> 3] = (bits[chunk >> 3] as number) & ~(0x80 >> (chunk & 7))
      count--
    },
    bytes: (chunks) => {
      const copy = new Uint8Array(Math.ceil(chunks / 8))
      copy.set(bits.subarray(0, copy.length))
      if ((chunks & 7) !== 0) copy[copy.length - 1] = (copy[copy.length - 1] as number) & (0xff << (8 - (chunks & 7)))
      return copy
    },
    load: (loaded) => {
      bits = new Uint8Array(Math.max(8, loaded.length))
      bits.set(loaded)
      count = 0
      for (const byte of bits) for (let rest = byte; rest !== 0; rest &= rest - 1) count++
    },
  }
}
