import type { Engine, SendOptions, Transfer } from '@passel/core'
import { handleOf } from './input/file-tree.ts'
import { makeThumbnail } from './media/make-thumbnail.ts'

/** Sends a file with what makes it pleasant to receive: a small picture, and the way back to it after a reload. */
export async function sendWithThumbnail (engine: Engine, file: File, options: SendOptions = {}): Promise<Transfer> {
  const thumbnail = await makeThumbnail(file)
  const handle = handleOf(file)
  const source = handle === undefined ? file : { kind: 'blob', blob: file, handle } as const
  return await engine.send(source, { ...options, ...(thumbnail && { thumbnail }) })
}
