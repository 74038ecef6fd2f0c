import type { Engine, SendOptions, Transfer } from '@passel/core'
import { MAX_NAME_CHARS } from '@passel/core/limits'
import { handleOf } from './input/file-tree.ts'
import { makeThumbnail } from './media/make-thumbnail.ts'
import { displayName } from './names/display-name.ts'

/** Sends a file with what makes it pleasant to receive: a small picture, and the way back to it after a reload. */
export async function sendWithThumbnail (engine: Engine, file: File, options: SendOptions = {}): Promise<Transfer> {
  const thumbnail = await makeThumbnail(file)
  const handle = handleOf(file)
  // No file system has longer names; what is pasted or dropped from another page can.
  const name = file.name.length > MAX_NAME_CHARS ? displayName(file.name, '').text : undefined
  const source = handle === undefined ? file : { kind: 'blob', blob: file, handle } as const
  return await engine.send(source, { ...(name && { name }), ...options, ...(thumbnail && { thumbnail }) })
}
