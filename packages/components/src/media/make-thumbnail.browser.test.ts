import { MAX_THUMBNAIL_BYTES } from '@passel/core/limits'
import { expect, test, vi } from 'vitest'
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

/** A short film of one colour, as a camera of the browser would record it. */
async function film (): Promise<Blob> {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: 320, height: 160 })
  const context = canvas.getContext('2d')!
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => { parts.push(data) })
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve))
  const started = new Promise((resolve) => recorder.addEventListener('start', resolve))
  const drawing = setInterval(() => {
    context.fillStyle = '#c02020'
    context.fillRect(0, 0, 320, 160)
  }, 20)
  recorder.start(50)
  await started
  await vi.waitFor(() => expect(parts.length).toBeGreaterThan(5), { timeout: 10_000 })
  recorder.stop()
  await stopped
  clearInterval(drawing)
  return new Blob(parts, { type: 'video/webm' })
}

test('of a film it is a frame, in its shape and colour', async () => {
  const thumbnail = await makeThumbnail(await film())
  expect(sniffImage(thumbnail!)).toBe('image/webp')
  const picture = await createImageBitmap(new Blob([thumbnail! as Uint8Array<ArrayBuffer>]))
  expect(picture.width / picture.height).toBeCloseTo(2)
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!
  context.drawImage(picture, 0, 0)
  const [red = 0, green = 0] = context.getImageData(picture.width / 2, picture.height / 2, 1, 1).data
  expect(red).toBeGreaterThan(green + 80)
})

test.each([
  ['no picture', new Blob(['hello'], { type: 'text/plain' })],
  ['a film that is none', new Blob(['hello'], { type: 'video/mp4' })],
  ['a picture that is none', new Blob(['hello'], { type: 'image/png' })],
  ['a drawing', new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' })],
  ['nothing', new Blob([], { type: 'image/png' })]
])('%s has none, and is sent all the same', async (_what, file) => {
  expect(await makeThumbnail(file)).toBeUndefined()
})
