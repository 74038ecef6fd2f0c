import { createRequire } from 'node:module'
import type { Browser } from '@playwright/test'
import type * as Mediabunny from 'mediabunny'

const MEDIABUNNY = createRequire(import.meta.url).resolve('mediabunny').replace(/[^/]*$/, 'mediabunny.min.mjs')

export const VIDEO_SECONDS = 30

/** A WebM of noise, encoded in a page: some megabytes, its index at the end as recorders put it. */
export async function madeVideo (browser: Browser): Promise<Uint8Array> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.route('**/mediabunny.mjs', async (route) => {
      await route.fulfill({ path: MEDIABUNNY, contentType: 'text/javascript' })
    })
    await page.goto('/network.json')
    const base64 = await page.evaluate(async (seconds) => {
      const url = '/mediabunny.mjs'
      const { BufferTarget, CanvasSource, Output, WebMOutputFormat } =
        await import(url) as typeof Mediabunny
      const canvas = new OffscreenCanvas(320, 180)
      const context2d = canvas.getContext('2d')!
      const target = new BufferTarget()
      const output = new Output({ format: new WebMOutputFormat(), target })
      const source = new CanvasSource(canvas, { codec: 'vp8', bitrate: 4_000_000, keyFrameInterval: 1 })
      output.addVideoTrack(source)
      await output.start()
      const image = context2d.createImageData(canvas.width, canvas.height)
      for (let frame = 0; frame < seconds * 10; frame++) {
        for (let at = 0; at < image.data.length; at += 65_536) {
          crypto.getRandomValues(image.data.subarray(at, at + 65_536))
        }
        context2d.putImageData(image, 0, 0)
        await source.add(frame / 10, 0.1)
      }
      await output.finalize()
      return await new Promise<string>((resolve) => {
        const reader = new FileReader()
        reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')))
        reader.readAsDataURL(new Blob([target.buffer!]))
      })
    }, VIDEO_SECONDS)
    return Buffer.from(base64, 'base64')
  } finally {
    await context.close()
  }
}
