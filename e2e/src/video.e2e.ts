import { expect } from '@playwright/test'
import { madeVideo, VIDEO_SECONDS } from './made-video.ts'
import { MB, test } from './people.ts'

test('a video shows what is near its end while most of it has not arrived', async ({ browser, stage }) => {
  const bytes = await madeVideo(browser)
  expect(bytes.length).toBeGreaterThan(4 * MB)
  const film = await stage.file('film.webm', bytes)
  const [anna, ben] = await stage.two({ bytesPerSecond: bytes.length / 20 })
  await anna.attach(film)
  const video = ben.page.locator('video')
  await expect.poll(() => video.evaluate((it: HTMLVideoElement) => it.duration)).toBeCloseTo(VIDEO_SECONDS, 0)
  const width = await video.evaluate(async (it: HTMLVideoElement, at) => {
    it.muted = true
    it.currentTime = at
    await new Promise((resolve) => it.addEventListener('seeked', resolve, { once: true }))
    return (await createImageBitmap(it)).width
  }, VIDEO_SECONDS * 0.8)
  expect(width).toBe(320)
  expect(await ben.percent('film.webm')).toBeLessThan(60)
  expect(await ben.save('film.webm')).toBe(film.sha256)
})
