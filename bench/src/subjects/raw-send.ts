import type { Stream } from '@libp2p/interface'

/** Bytes of one write: several muxer frames, so that the per-write cost does not show. */
export const WRITE_BYTES = 256 * 1024

/**
 * Waits for the stream's own `drain` or `close`: the library's `onDrain()` resolves at once after its first use,
 * and the whole payload would pile up in memory.
 */
function drained(stream: Stream): Promise<void> {
  return new Promise((resolve, reject) => {
    const onDrain = (): void => {
      stream.removeEventListener('close', onClose)
      resolve()
    }
    const onClose = (): void => {
      stream.removeEventListener('drain', onDrain)
      reject(new Error('the stream closed while it was being written'))
    }
    stream.addEventListener('drain', onDrain, { once: true })
    stream.addEventListener('close', onClose, { once: true })
  })
}

/** Writes that many zeroes, holding no more than the stream asks for; rejects when the stream closes before. */
export async function sendZeroes(stream: Stream, bytes: number): Promise<void> {
  const block = new Uint8Array(WRITE_BYTES)
  for (let left = bytes; left > 0; ) {
    const size = Math.min(left, block.length)
    const canSendMore = stream.send(size === block.length ? block : block.subarray(0, size))
    left -= size
    if (!canSendMore && left > 0) await drained(stream)
  }
}
