/** Reuses the buffers that chunks are gathered in; they leave to the store and come back. */
export interface BufferPool {
  take (bytes: number): ArrayBuffer
  give (buffer: ArrayBuffer): void
}

/** A pool that keeps at most `capacity` buffers; one that was moved away (its length is 0) is worth nothing to it. */
export function createBufferPool (capacity: number): BufferPool {
  const free: ArrayBuffer[] = []
  return {
    take (bytes) {
      const at = free.findLastIndex((buffer) => buffer.byteLength === bytes)
      return at < 0 ? new ArrayBuffer(bytes) : free.splice(at, 1)[0] as ArrayBuffer
    },
    give (buffer) {
      if (buffer.byteLength > 0 && free.length < capacity && !free.includes(buffer)) free.push(buffer)
    },
  }
}
