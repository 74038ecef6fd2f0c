import { createCipheriv } from 'node:crypto'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MIB } from './sizes.ts'

/**
 * A file of that many pseudo-random bytes, the same ones for the same size; made once for each directory.
 * Random, so that nothing on the way can compress it or mistake one part for another.
 */
export async function inputFile(directory: string, bytes: number): Promise<string> {
  const path = join(directory, `input-${bytes}.bin`)
  const existing = await stat(path).catch(() => undefined)
  if (existing?.size === bytes) return path
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, 'passel'), Buffer.alloc(16))
  const zeroes = Buffer.alloc(4 * MIB)
  const file = await open(path, 'w')
  try {
    for (let left = bytes; left > 0; left -= zeroes.length) {
      await file.write(stream.update(zeroes.subarray(0, Math.min(left, zeroes.length))))
    }
  } finally {
    await file.close()
  }
  return path
}
