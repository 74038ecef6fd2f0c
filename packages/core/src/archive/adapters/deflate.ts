/** The bytes of `pieces` as deflate-raw, and how many they were. */
export async function deflate (pieces: AsyncIterable<Uint8Array>): Promise<{ parts: Uint8Array[], bytes: number }> {
  const { readable, writable } = new CompressionStream('deflate-raw')
  const feeding = feed(writable, pieces)
  // Its failure comes out of the readable side too; awaited below, it must not count as unhandled until then.
  feeding.catch(() => 'told by the readable side')
  const parts: Uint8Array[] = []
  const reader = readable.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
  }
  await feeding
  return { parts, bytes: parts.reduce((sum, { length }) => sum + length, 0) }
}

async function feed (sink: WritableStream<BufferSource>, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const writer = sink.getWriter()
  try {
    for await (const piece of pieces) {
      await writer.ready
      await writer.write(piece as BufferSource)
    }
    await writer.close()
  } catch (error) {
    await writer.abort(error)
    throw error
  }
}
