/**
 * Reads a payload's plain bytes while they arrive. What is not there yet is asked for ahead of the rest, and waited
 * for without polling: the reader sleeps until the chunk it needs was kept or another page came.
 */
import { PasselError } from '../errors.ts'
import type { PlainMap } from './plain-map.ts'

const READ_BYTES = 256 * 1024 // one chunk's worth: larger reads only wait longer
const AHEAD_CHUNKS = 32 // 8 MiB: a few seconds of high-definition video

/** Plain bytes from `start` (inclusive) to `end` (exclusive; to the payload's end when absent). */
export interface PlainRange { readonly start?: number, readonly end?: number }

export interface PlainReaderPorts {
  readonly map: PlainMap
  /** Rejects with `not-found` while the range is incomplete. */
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

  function wish (chunk: number | undefined): void {
    if (chunk === undefined || chunk === wished) return
    wished = chunk
    ports.readAhead(chunk, AHEAD_CHUNKS)
  }

  async function next (): Promise<Uint8Array | undefined> {
    for (;;) {
      const seen = ports.progress()
      const size = ports.map.size()
      const end = Math.min(range.end ?? Infinity, size ?? Infinity)
      if (offset >= end) return undefined
      const chunk = ports.map.chunkAt(offset)
      wish(chunk)
      if (chunk !== undefined) {
        try {
          return await ports.read(offset, Math.min(READ_BYTES, end - offset))
        } catch (error) {
          if (!(error instanceof PasselError) || error.code !== 'not-found') throw error
        }
      }
      await ports.arrived(seen, chunk)
    }
  }

  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const bytes = await next()
      if (bytes === undefined) {
        ports.readAhead(0, 0)
        controller.close()
      } else {
        offset += bytes.length
        controller.enqueue(bytes)
      }
    },
    cancel: () => ports.readAhead(0, 0)
  }, { highWaterMark: 0 })
}
