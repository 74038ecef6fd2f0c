import { PasselError } from '../../errors.ts'
import { INFLATE_STEP_BYTES, INFLATION_ALLOWANCE_BYTES, MAX_INFLATION } from '../../limits.ts'

/** Whether so much may come of so few bytes. */
export function inflatesHonestly (bytes: number, plainBytes: number): boolean {
  return plainBytes <= INFLATION_ALLOWANCE_BYTES + bytes * MAX_INFLATION
}

/**
 * What deflate-raw bytes become, piece by piece, in bounded memory. Fails with `bundle-bomb` once there is more than
 * `plainBytes`, or a hundred times what went in; with `bundle-malformed` for bytes that are no deflate stream.
 */
export async function * inflate (
  source: AsyncIterable<Uint8Array>, plainBytes: number
): AsyncGenerator<Uint8Array, void, undefined> {
  const { readable, writable } = new DecompressionStream('deflate-raw')
  const went = { in: 0 }
  const feeding = feed(writable, source, went)
  feeding.catch(() => 'awaited below, unless the reader has failed already')
  const reader = readable.getReader()
  let out = 0
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => fail(cause))
      if (done) break
      out += value.length
      if (out > plainBytes || !inflatesHonestly(went.in, out)) {
        throw new PasselError('bundle-bomb', 'a bundle becomes larger than it may: it was left')
      }
      yield value
    }
    await feeding
  } finally {
    // Ends the feeder too, which waits for room. That it fails then is what is wanted.
    await reader.cancel().catch(() => 'it had failed before')
  }
}

async function feed (
  sink: WritableStream<BufferSource>, source: AsyncIterable<Uint8Array>, went: { in: number }
): Promise<void> {
  const writer = sink.getWriter()
  try {
    for await (const bytes of source) {
      for (let at = 0; at < bytes.length; at += INFLATE_STEP_BYTES) {
        const step = bytes.subarray(at, at + INFLATE_STEP_BYTES)
        went.in += step.length
        await writer.write(step as BufferSource)
      }
    }
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => 'it had failed before')
    throw error
  }
}

/** What the source failed with comes through as it is; all else is the decompressor's. */
function fail (cause: unknown): never {
  if (cause instanceof PasselError) throw cause
  throw new PasselError('bundle-malformed', 'a bundle cannot be decompressed', { cause })
}
