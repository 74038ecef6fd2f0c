import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { expect, type Page, type TestInfo } from '@playwright/test'
import { test, type PersonOptions, type Stage } from './people.ts'

const SECONDS = 60
/** 16 bits, two channels, 44.1 kHz: byte and time are proportional, and a seek is far from what is here. */
const BYTES_PER_SECOND = 4 * 44_100
const HEADER_BYTES = 44
/** The whole takes a quarter of a minute at this rate. */
const LINE: PersonOptions = { bytesPerSecond: 700_000 }

/** A recording of noise: 10 MB of plain PCM, which a browser can play. */
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

/** Seeks and plays, until half a second was heard; gives the milliseconds that took. */
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

/** Anna sends a recording to ben, whose line is slow. */
async function sendRecording (stage: Stage, testInfo: TestInfo) {
  const [anna, ben] = await stage.two(LINE)
  const bytes = recording()
  const path = testInfo.outputPath('talk.wav')
  await writeFile(path, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await anna.attach({ path, sha256 })
  return { ben, bytes, sha256 }
}

const sourceOf = async (page: Page): Promise<string> =>
  await sound(page).evaluate((audio: HTMLAudioElement) => audio.currentSrc)

async function fetchPart (page: Page, url: string, range: string) {
  return await page.evaluate(async ([from, part]) => {
    const response = await fetch(from, { headers: { range: part } })
    const bytes = [...new Uint8Array(await response.arrayBuffer())]
    return { status: response.status, headers: Object.fromEntries(response.headers), bytes }
  }, [url, range] as const)
}

test('sound plays from 80 % while most of it has not arrived', async ({ stage }, testInfo) => {
  const { ben, bytes, sha256 } = await sendRecording(stage, testInfo)
  await expect.poll(() => sound(ben.page).evaluate((audio: HTMLAudioElement) => audio.duration)).toBeCloseTo(SECONDS)
  const tookMs = await playFrom(ben.page, SECONDS * 0.8)
  expect(await percentOf(ben.page)).toBeLessThan(60)
  expect(tookMs).toBeLessThan(10_000)
  testInfo.annotations.push({ type: 'seek', description: `${Math.round(tookMs)} ms` })

  const url = await sourceOf(ben.page)
  const part = await fetchPart(ben.page, url, 'bytes=8000000-8000999')
  expect(part).toMatchObject({
    status: 206,
    headers: { 'content-range': `bytes 8000000-8000999/${bytes.length}`, 'x-content-type-options': 'nosniff' },
  })
  expect(Buffer.from(part.bytes).equals(bytes.subarray(8_000_000, 8_001_000))).toBe(true)
  expect((await fetchPart(ben.page, url, `bytes=${bytes.length}-`)).status).toBe(416)

  // What plays goes on playing when all of it is here.
  await sound(ben.page).evaluate((audio: HTMLAudioElement) => audio.pause())
  expect(await ben.save('talk.wav')).toBe(sha256)
  expect(await sourceOf(ben.page)).toBe(url)
  await playFrom(ben.page, 10)
})

test('it plays in a tab that follows, and after the service worker was stopped', async ({ stage }, testInfo) => {
  const { ben } = await sendRecording(stage, testInfo)
  await expect(sound(ben.page)).toBeVisible()
  const tab = await ben.page.context().newPage()
  await tab.goto(ben.page.url())
  await tab.getByRole('heading', { level: 1 }).waitFor()
  await playFrom(tab, SECONDS * 0.8)
  expect(await percentOf(tab)).toBeLessThan(80)

  const session = await tab.context().newCDPSession(tab)
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.stopAllWorkers')
  await playFrom(tab, SECONDS * 0.5)
})

test('a payload is no page: it opens in no frame, and nothing else is found beside it', async ({ stage }, testInfo) => {
  const { ben } = await sendRecording(stage, testInfo)
  await expect(sound(ben.page)).toBeVisible()
  const url = await sourceOf(ben.page)
  expect((await fetchPart(ben.page, url.replace(/[^/]+\/[^/]+$/, 'elsewhere/talk.wav'), 'bytes=0-')).status).toBe(404)
  const [status, text] = await ben.page.evaluate(async (from) => {
    const frame = document.createElement('iframe')
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
    frame.src = from
    document.body.append(frame)
    await loaded
    const entry = performance.getEntriesByName(from).at(-1) as PerformanceResourceTiming
    return [entry.responseStatus, frame.contentDocument?.body?.textContent ?? '']
  }, url)
  expect([status, text]).toEqual([403, ''])
})
