/**
 * Reads a payload's plain bytes while they arrive. What is not there yet is asked for ahead of the rest, and waited
 * for without polling: the reader sleeps until the chunk it needs was kept or another page came.
 */
import { errorCode } from '../errors.ts'
import { READ_AHEAD_CHUNKS } from '../limits.ts'
import type { PlainMap } from './plain-map.ts'

/** Plain bytes from `start` (inclusive) to `end` (exclusive; to the payload's end when absent). */
export interface PlainRange { readonly start?: number, readonly end?: number }

export interface PlainReaderPorts {
  readonly map: PlainMap
  /** Rejects with `not-found` while the range is incomplete; gives less where the payload is known to end before. */
  read (offset: number, length: number): Promise<Uint8Array>
  /** Asks the planner for these chunks first; count 0 takes the wish back. */
  readAhead (first: number, count: number): void
  /** Counts what arrived so far; grows with every chunk and page. */
  progress (): number
  /** Resolves when something arrived after `seen`; rejects when the transfer failed. */
  arrived (seen: number, chunk: number | undefined): Promise<void>
}

export function readPlain (ports: PlainReaderPorts, range: PlainRange = {}): ReadableStream<Uint8Array> {
  let offset = range.start ?? 0
  let wished = -1
  let stopped = false

  function stop (): void {
    stopped = true
    ports.readAhead(0, 0)
  }

  function wish (chunk: number | undefined): void {
    if (chunk === undefined || chunk === wished) return
    wished = chunk
    ports.readAhead(chunk, READ_AHEAD_CHUNKS)
  }

  async function next (): Promise<Uint8Array | undefined> {
    while (!stopped) {
      const seen = ports.progress()
      const size = ports.map.size()
      const end = Math.min(range.end ?? Infinity, size ?? Infinity)
      if (offset >= end) return undefined
      const place = ports.map.placeAt(offset)
      wish(place?.chunk)
      const bytes = place === undefined ? undefined : await readIfThere(Math.min(place.end, end))
      if (bytes !== undefined && bytes.length > 0) return bytes
      await ports.arrived(seen, place?.chunk)
    }
    return undefined
  }

  /** Never more than one chunk: of two, the first in hand would wait for the second, and only one can be waited for. */
  async function readIfThere (end: number): Promise<Uint8Array | undefined> {
    try {
      return await ports.read(offset, end - offset)
    } catch (error) {
      if (errorCode(error) === 'not-found') return undefined
      throw error
    }
  }

  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const bytes = await next().catch((error: unknown) => {
        stop()
        throw error
      })
      if (stopped) return
      if (bytes === undefined) {
        stop()
        controller.close()
      } else {
        offset += bytes.length
        controller.enqueue(bytes)
      }
    },
    cancel: stop
  }, { highWaterMark: 0 })
}
