import { MAX_THUMBNAIL_BYTES } from '@passel/core/limits'
import { expect, test } from 'vitest'
import { makeThumbnail } from './make-thumbnail.ts'
import { sniffImage } from './sniff-image.ts'

/** Noise is what compresses worst. */
async function noise (width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const pixels = new ImageData(width, height)
  for (let at = 0, value = 1; at < pixels.data.length; at++) {
    value = (value * 1_103_515_245 + 12_345) % 2 ** 31
    pixels.data[at] = at % 4 === 3 ? 255 : value >> 8
  }
  canvas.getContext('2d')!.putImageData(pixels, 0, 0)
  return await canvas.convertToBlob({ type: 'image/png' })
}

test('even a picture of noise fits a reference, in its own shape', async () => {
  const thumbnail = await makeThumbnail(await noise(400, 200))
  expect(thumbnail!.length).toBeLessThanOrEqual(MAX_THUMBNAIL_BYTES)
  expect(sniffImage(thumbnail!)).toBe('image/webp')
  const { width, height } = await createImageBitmap(new Blob([thumbnail! as Uint8Array<ArrayBuffer>]))
  expect(width / height).toBeCloseTo(2)
})

test.each([
  ['no picture', new Blob(['hello'], { type: 'text/plain' })],
  ['a picture that is none', new Blob(['hello'], { type: 'image/png' })],
  ['a drawing', new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' })],
  ['nothing', new Blob([], { type: 'image/png' })]
])('%s has none, and is sent all the same', async (_what, file) => {
  expect(await makeThumbnail(file)).toBeUndefined()
})
