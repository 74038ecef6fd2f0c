/** Bytes of one part; each has a seed of its own, so that parts in the wrong order are noticed. */
const PART_BYTES = 16 * 2 ** 20

function plainBytes(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4))
  let word = seed
  for (let i = 0; i < words.length; i += 1) {
    word = Math.imul(word, 1_664_525) + 1_013_904_223
    words[i] = word ^ (word >>> 15)
  }
  return new Uint8Array(words.buffer, 0, length)
}

/** A file of pseudo-random bytes, the same for every call; the browser holds it, not the page. */
export function plainFile(bytes: number): File {
  const parts: Blob[] = []
  for (let at = 0; at < bytes; at += PART_BYTES) {
    parts.push(new Blob([plainBytes(Math.min(PART_BYTES, bytes - at), parts.length + 1)]))
  }
  return new File(parts, 'bench.bin')
}

/** Throws when the blob is not what `plainFile` gives for that many bytes. */
export async function expectPlain(blob: Blob, bytes: number): Promise<void> {
  if (blob.size !== bytes) throw new Error(`${blob.size} bytes arrived instead of ${bytes}`)
  for (let at = 0; at < bytes; at += PART_BYTES) {
    const got = new Uint8Array(await blob.slice(at, at + PART_BYTES).arrayBuffer())
    const wanted = plainBytes(got.length, at / PART_BYTES + 1)
    const wrong = got.findIndex((byte, index) => byte !== wanted[index])
    if (wrong >= 0) throw new Error(`byte ${at + wrong} is not what was sent`)
  }
}
