import { PasselError, type Engine, type SendOptions } from '@passel/core'
import { sendWithThumbnail } from '../send-with-thumbnail.ts'

export interface PasselUploadsOptions {
  readonly engine: Engine
  /** How files are sent. */
  readonly sendOptions?: SendOptions
}

/** An `UploadRequestFn` of stream-chat: what it resolves with becomes the attachment's `asset_url` or `image_url`. */
export type PasselUpload = (
  file: object, options?: { onProgress?: (percent: number | undefined) => unknown }
) => Promise<{ file: string }>

/**
 * Sends what the composer would upload, given to `composer.attachmentManager.setCustomUploadFn`. It is
 * finished when the reference is there, before the first byte was read. Fails with `bad-option` for anything but files.
 */
export function passelUploads ({ engine, sendOptions }: PasselUploadsOptions): PasselUpload {
  return async (file, options) => {
    if (!(file instanceof File)) throw new PasselError('bad-option', 'only files of a browser can be sent')
    const { text } = await sendWithThumbnail(engine, file, sendOptions)
    options?.onProgress?.(100)
    return { file: text }
  }
}
