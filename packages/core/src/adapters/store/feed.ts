import { PasselError } from '../../errors.ts'
import { FEED_AHEAD_BYTES } from '../../limits.ts'
import type { StoreClock } from './store-options.ts'

/** A piece of a stream that becomes one chunk. */
export interface Piece {
  readonly plain: Uint8Array
  /** The stream has ended with this piece (which may then be empty). */
  readonly last: boolean
}

/** The bytes of a stream between whoever feeds it and the sealer. */
export interface Feed {
  /** Takes bytes, or null at the end; resolves when more is wanted. */
  push (bytes: Uint8Array | null): Promise<void>
  /** Whether `next` would answer at once with a full piece or the end. */
  ready (capacity: number): boolean
  /**
   * The next piece of at most `capacity` bytes. Waits until it is full, the stream ends, or `flushMs` have passed since
   * its first byte came; for that byte it waits as long as it takes.
   */
  next (capacity: number, flushMs: number): Promise<Piece>
  /** Fails whoever waits. */
  stop (error: PasselError): void
}

export function createFeed (clock: StoreClock): Feed {
  const parts: Uint8Array[] = []
  let buffered = 0
  let ended = false
  let stopped: PasselError | undefined
  /** When the oldest byte that still waits came. */
  let sinceMs = 0
  let wake: (() => void) | undefined
  const blocked: (() => void)[] = []

  function changed (): void {
    wake?.()
    wake = undefined
    if (buffered <= FEED_AHEAD_BYTES || stopped !== undefined) for (const resume of blocked.splice(0)) resume()
  }

  function take (count: number): Uint8Array {
    const plain = new Uint8Array(count)
    let filled = 0
    while (filled < count) {
      const part = parts[0] as Uint8Array
      const used = part.subarray(0, count - filled)
      plain.set(used, filled)
      filled += used.length
      if (used.length === part.length) parts.shift()
      else parts[0] = part.subarray(used.length)
    }
    buffered -= count
    sinceMs = clock.nowMs()
    changed()
    return plain
  }

  function check (): void {
    if (stopped !== undefined) throw stopped
  }

  const ready = (capacity: number): boolean => buffered >= capacity || ended

  return {
    ready,
    push: async (bytes) => {
      check()
      if (ended) throw new PasselError('bad-option', 'this stream has already ended')
      if (bytes === null) ended = true
      else if (bytes.length > 0) {
        if (buffered === 0) sinceMs = clock.nowMs()
        parts.push(bytes)
        buffered += bytes.length
      }
      changed()
      if (buffered > FEED_AHEAD_BYTES) await new Promise<void>((resolve) => { blocked.push(resolve) })
      check()
    },
    next: async (capacity, flushMs) => {
      while (!ready(capacity)) {
        check()
        const waitMs = buffered === 0 ? Infinity : sinceMs + flushMs - clock.nowMs()
        if (waitMs <= 0) break
        await new Promise<void>((resolve) => {
          wake = resolve
          if (waitMs !== Infinity) {
            const cancel = clock.alarm(waitMs, changed)
            wake = () => { cancel(); resolve() }
          }
        })
      }
      check()
      const plain = take(Math.min(capacity, buffered))
      return { plain, last: ended && buffered === 0 }
    },
    stop: (error) => {
      stopped ??= error
      changed()
    },
  }
}
