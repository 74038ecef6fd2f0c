import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { MIB } from './sizes.ts'

/** SHA-256 of a file, in hexadecimal. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: MIB }), hash)
  return hash.digest('hex')
}

/** Throws when the copy differs: a fast transfer of the wrong bytes is no transfer. */
export async function expectSameFile(original: string, copy: string): Promise<void> {
  const [wanted, got] = [await digestOf(original), await digestOf(copy)]
  if (wanted !== got) throw new Error(`${copy} is not ${original}: ${got} instead of ${wanted}`)
}
