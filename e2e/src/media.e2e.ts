import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { test } from './people.ts'

const SECONDS = 180
/** 16 bits, two channels, 44.1 kHz: byte and time are proportional, and a seek is far from what is here. */
const BYTES_PER_SECOND = 4 * 44_100
const HEADER_BYTES = 44
/** The whole takes half a minute at this rate. */
const DOWNLOAD_BYTES_PER_SECOND = 1_000_000

/** A recording of noise: 32 MB of plain PCM, which a browser can play. */
function recording (): Buffer {
  const samples = randomBytes(SECONDS * BYTES_PER_SECOND)
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(44_100, 24)
  header.writeUInt32LE(BYTES_PER_SECOND, 28)
  header.writeUInt16LE(4, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}

const sound = (page: Page) => page.locator('audio')
const percentOf = async (page: Page): Promise<number> =>
  Number(await page.getByRole('progressbar', { name: /talk\.wav/ }).getAttribute('aria-valuenow'))

/** Goes on like this until the element plays, and then a little. */
async function playFrom (page: Page, seconds: number): Promise<number> {
  return await sound(page).evaluate(async (audio: HTMLAudioElement, at) => {
    audio.muted = true
    audio.currentTime = at
    const before = performance.now()
    await audio.play()
    await new Promise<void>((resolve, reject) => {
      audio.addEventListener('timeupdate', () => { if (audio.currentTime > at + 0.5) resolve() })
      audio.addEventListener('error', () => reject(new Error(audio.error?.message)))
    })
    return performance.now() - before
  }, seconds)
}

test('sound plays from 80 % while most of it has not arrived', async ({ stage }, testInfo) => {
  const [anna, ben] = [await stage.person('anna'), await stage.person('ben')]
  await ben.page.goto(ben.page.url().replace('?', `?downloadBytesPerSecond=${DOWNLOAD_BYTES_PER_SECOND}&`))
  await ben.page.getByRole('heading', { level: 1 }).waitFor()
  const bytes = recording()
  const path = testInfo.outputPath('talk.wav')
  await writeFile(path, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await anna.attach({ path, sha256 })

  await expect(sound(ben.page)).toBeVisible()
  await expect.poll(() => sound(ben.page).evaluate((audio: HTMLAudioElement) => audio.duration)).toBeCloseTo(SECONDS)
  const tookMs = await playFrom(ben.page, SECONDS * 0.8)
  expect(await percentOf(ben.page)).toBeLessThan(60)
  expect(tookMs).toBeLessThan(10_000)

  const url = await sound(ben.page).evaluate((audio: HTMLAudioElement) => audio.currentSrc)
  expect(new URL(url).pathname).toContain('/passel/')
  const part = await ben.page.evaluate(async (from) => {
    const response = await fetch(from, { headers: { range: 'bytes=20000000-20000999' } })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      bytes: [...new Uint8Array(await response.arrayBuffer())],
    }
  }, url)
  expect(part.status).toBe(206)
  expect(part.headers).toMatchObject({
    'content-range': `bytes 20000000-20000999/${bytes.length}`, 'x-content-type-options': 'nosniff',
  })
  expect(Buffer.from(part.bytes).equals(bytes.subarray(20_000_000, 20_001_000))).toBe(true)

  // What plays goes on playing when all of it is here.
  await sound(ben.page).evaluate((audio: HTMLAudioElement) => audio.pause())
  expect(await ben.save('talk.wav')).toBe(sha256)
  expect(await sound(ben.page).evaluate((audio: HTMLAudioElement) => audio.currentSrc)).toBe(url)
  await playFrom(ben.page, 10)
})
