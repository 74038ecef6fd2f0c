/**
 * A chunk put together from slices. Bytes are taken in order only: a slice may overlap what is there (the chunk was
 * asked for again elsewhere) but not leave a gap, so one number tells all that is needed to ask for the rest.
 */

/** What to do with a slice: leave out `skip` bytes, then copy `take` bytes to `at`. */
export interface Placement { readonly skip: number, readonly take: number, readonly at: number }

export class Assembly {
  readonly #chunkBytes: number
  #filled = 0

  constructor (chunkBytes: number) {
    this.#chunkBytes = chunkBytes
  }

  /** Bytes that are there, from the start without gaps. */
  get filled (): number {
    return this.#filled
  }

  get complete (): boolean {
    return this.#filled === this.#chunkBytes
  }

  /** Places the slice `[offset, offset + length)`; one behind a gap or past the end is skipped whole. */
  accept (offset: number, length: number): Placement {
    const at = this.#filled
    const fits = offset <= at && offset + length > at && offset + length <= this.#chunkBytes
    const skip = fits ? at - offset : length
    const take = length - skip
    this.#filled += take
    return { skip, take, at }
  }
}
