import { inlineKind } from '@passel/core'
import { MAX_THUMBNAIL_BYTES } from '@passel/core/limits'
import { videoFrame } from './video-frame.ts'

/** Larger pictures are not decoded: it takes seconds and a gigabyte. */
const MAX_PICTURE_BYTES = 64 * 1024 * 1024
/** Pixels of the longer side, and quality, tried in this order until it fits a reference. */
const TRIES = [[96, 0.6], [96, 0.3], [64, 0.4], [48, 0.3], [32, 0.3]] as const

/** A small picture that travels in the reference, so that it shows before the first byte; undefined for no picture. */
export async function makeThumbnail (file: Blob): Promise<Uint8Array | undefined> {
  const kind = inlineKind(file.type)?.kind
  if (file.size === 0 || typeof OffscreenCanvas === 'undefined') return undefined
  if (kind === 'image' && file.size <= MAX_PICTURE_BYTES) {
    // Undefined: not what its type says. It is sent all the same, without a thumbnail.
    const picture = await createImageBitmap(file).catch(() => undefined)
    return picture && await shrink(picture)
  }
  if (kind === 'video') {
    const frame = await videoFrame(file)
    return frame && await shrink(frame)
  }
  return undefined
}

async function shrink (picture: ImageBitmap): Promise<Uint8Array | undefined> {
  try {
    for (const [side, quality] of TRIES) {
      const bytes = await encode(picture, side, quality)
      if (bytes.length <= MAX_THUMBNAIL_BYTES) return bytes
    }
    return undefined
  } finally {
    picture.close()
  }
}

async function encode (picture: ImageBitmap, side: number, quality: number): Promise<Uint8Array> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height)
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
  return new Uint8Array(await blob.arrayBuffer())
}
