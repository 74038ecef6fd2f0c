import { readU32 } from '../../pure/bytes.ts'

/** Slots of the first table; it doubles when half full. */
const FIRST_SLOTS = 1024

/**
 * Remembers up to `limit` message hashes by their first 64 bits, 16 bytes each at most: a million in 16 MiB, where a
 * `Set` of texts takes 130. When it is full, the half that was added first is forgotten.
 */
export class SeenHashes {
  readonly #limit: number
  #newer: BigUint64Array = new BigUint64Array(FIRST_SLOTS)
  #older: BigUint64Array = new BigUint64Array(0)
  #count = 0

  constructor (limit: number) {
    this.#limit = limit
  }

  /** Whether a hash is new; from now on it is not. */
  add (hash: Uint8Array): boolean {
    // No slot holds 0, which means empty.
    const key = BigInt(readU32(hash, 0)) << 32n | BigInt(readU32(hash, 4)) || 1n
    if (place(this.#older, key) < 0) return false
    const at = place(this.#newer, key)
    if (at < 0) return false
    this.#newer[at] = key
    this.#count++
    if (this.#count * 2 >= this.#limit) {
      this.#older = this.#newer
      this.#newer = new BigUint64Array(FIRST_SLOTS)
      this.#count = 0
    } else if (this.#count * 2 >= this.#newer.length) {
      this.#grow()
    }
    return true
  }

  #grow (): void {
    const larger = new BigUint64Array(this.#newer.length * 2)
    for (const key of this.#newer) if (key !== 0n) larger[place(larger, key)] = key
    this.#newer = larger
  }
}

/** The free slot of a key; -1 when it is there, 0 for a table of none, which has nothing. */
function place (table: BigUint64Array, key: bigint): number {
  const slots = table.length
  if (slots === 0) return 0
  for (let at = Number(BigInt.asUintN(30, key)) % slots; ; at = (at + 1) % slots) {
    const found = table[at]
    if (found === 0n) return at
    if (found === key) return -1
  }
}
