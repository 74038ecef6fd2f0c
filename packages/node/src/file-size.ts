import { stat } from 'node:fs/promises'
import { PasselError } from '@passel/core'

/** Bytes of a file; rejects with `source-missing` or, for a folder, `bad-option`. */
export async function fileSize (path: string): Promise<number> {
  try {
    const stats = await stat(path)
    if (stats.isFile()) return stats.size
  } catch (error) {
    throw new PasselError('source-missing', `cannot read ${path}`, { cause: error })
  }
  throw new PasselError('bad-option', `${path} is not a file: pack a folder first, e.g. with tar, and send that`)
}
