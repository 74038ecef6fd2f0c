import { afterEach, expect, test } from 'vitest'
import { createScriptedEngine, type TransferScript } from '../../testing/scripted-engine/index.ts'
import { answerMedia, type MediaPort } from './media-desk.ts'
import type { MediaHead, MediaOrder, MediaPiece } from './messages.ts'

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
const FILM: TransferScript = {
  reference: { name: 'film.mp4', mediaType: 'Video/MP4; codecs="x"', size: BYTES.length }, bytes: BYTES
}

const open = new Set<MessagePort>()
afterEach(() => {
  for (const port of open) port.close()
  open.clear()
})

/** The worker's side of one request. */
function ask (script: TransferScript | undefined, range: string | null, change: Partial<Watched> = {}) {
  const transfer = script === undefined ? undefined : createScriptedEngine().add(script)
  const { port1, port2 } = new MessageChannel()
  open.add(port1).add(port2)
  answerMedia(transfer === undefined ? undefined : { ...transfer, ...change }, range, port2 as unknown as MediaPort)
  const next = async <T>(): Promise<T> => await new Promise((resolve) => {
    port1.addEventListener('message', ({ data }: MessageEvent<T>) => resolve(data), { once: true })
    port1.start()
  })
  return {
    head: () => next<MediaHead>(),
    order: (order: MediaOrder) => port1.postMessage(order),
    pull: async () => {
      port1.postMessage('pull')
      return await next<MediaPiece>()
    },
    die: () => port1.close()
  }
}

/** A stream of which a test sees what was taken from it, and when nobody wants it any more. */
interface Watched { stream (): ReadableStream<Uint8Array> }
function watched () {
  let pulled = 0
  let canceled = (): void => undefined
  const cancel = new Promise<string>((resolve) => { canceled = () => resolve('canceled') })
  const stream = (): ReadableStream<Uint8Array> => new ReadableStream({
    pull: (controller) => {
      pulled++
      controller.enqueue(Uint8Array.of(pulled))
    },
    cancel: () => canceled()
  }, { highWaterMark: 0 })
  return { pulled: () => pulled, canceled: cancel, stream }
}

test('a part is given with the type that was checked, and so that nothing in it can run', async () => {
  const request = ask(FILM, 'bytes=100-299')
  expect(await request.head()).toEqual({
    status: 206,
    body: true,
    headers: {
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'content-length': '200',
      'content-range': 'bytes 100-299/1000',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-type': 'video/mp4',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff'
    }
  })
  const parts: Uint8Array[] = []
  for (let piece = await request.pull(); piece instanceof Uint8Array; piece = await request.pull()) parts.push(piece)
  expect(Buffer.concat(parts).equals(BYTES.subarray(100, 300))).toBe(true)
})

test.each(['text/html', 'image/svg+xml', 'application/pdf', undefined])('%s is refused', async (mediaType) => {
  const { name, size } = FILM.reference!
  const reference = { name: name!, size: size!, ...(mediaType === undefined ? {} : { mediaType }) }
  expect(await ask({ ...FILM, reference }, null).head()).toMatchObject({ status: 415, body: false })
})

test('what is not here, or has no known end yet, is not found; what is behind the end is 416', async () => {
  expect(await ask(undefined, null).head()).toMatchObject({ status: 404, body: false })
  expect(await ask({ reference: { mediaType: 'video/mp4' } }, null).head()).toMatchObject({ status: 404, body: false })
  expect(await ask(FILM, 'bytes=1000-').head()).toMatchObject({
    status: 416, body: false, headers: { 'content-range': 'bytes */1000' }
  })
})

test('nothing is read before it is asked for, and one piece for each question', async () => {
  const { pulled, stream } = watched()
  const request = ask(FILM, 'bytes=0-', { stream })
  await request.head()
  expect(pulled()).toBe(0)
  expect(await request.pull()).toEqual(Uint8Array.of(1))
  expect(await request.pull()).toEqual(Uint8Array.of(2))
  expect(pulled()).toBe(2)
})

test('an element that looks elsewhere ends the reading', async () => {
  const { canceled, stream } = watched()
  const request = ask(FILM, 'bytes=0-', { stream })
  await request.head()
  request.order('stop')
  expect(await canceled).toBe('canceled')
})

test('so does a worker that was stopped', async () => {
  const { canceled, stream } = watched()
  const request = ask(FILM, 'bytes=0-', { stream })
  await request.head()
  request.die()
  expect(await canceled).toBe('canceled')
})

test('what fails on the way is said, and cuts the answer off', async () => {
  const broken = (): ReadableStream<Uint8Array> => new ReadableStream({ pull: () => { throw new Error('gone') } })
  const request = ask(FILM, 'bytes=0-', { stream: broken })
  await request.head()
  expect(await request.pull()).toBe('failed')
})
