import type { Transfer } from '@passel/core'
import { createScriptedEngine, type ScriptedEngine, type TransferScript } from '@passel/core/testing/engine'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { Attachment, PasselProvider } from '../index.ts'
import '@passel/components/styles.css'

const SAMPLES = 80_000

/** Silence, 8 bits at 8 kHz: ten seconds of it. */
function silence (): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + SAMPLES).fill(128)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode('RIFF    WAVEfmt '))
  for (const [at, value] of [[4, 36 + SAMPLES], [16, 16], [24, 8000], [28, 8000], [40, SAMPLES]] as const) {
    view.setUint32(at, value, true)
  }
  for (const [at, value] of [[20, 1], [22, 1], [32, 1], [34, 8]] as const) view.setUint16(at, value, true)
  bytes.set(new TextEncoder().encode('data'), 36)
  return bytes
}

const bytes = silence()
const talk = (mediaType: string, loaded = 0): TransferScript => ({
  reference: { name: 'talk.wav', mediaType, size: bytes.length }, bytes,
  state: { phase: 'transferring', progress: { loaded } }
})

/** What a service worker would serve: the whole, from the beginning. */
const served = URL.createObjectURL(new Blob([bytes], { type: 'audio/wav' }))

type MediaUrl = NonNullable<ScriptedEngine['mediaUrl']>

async function show (script: TransferScript, mediaUrl?: MediaUrl) {
  const scripted = createScriptedEngine()
  const transfer = scripted.add(script)
  const engine = mediaUrl === undefined ? scripted : { ...scripted, mediaUrl }
  const { container } = await render(
    <PasselProvider engine={engine}><Attachment reference={(transfer as Transfer).text} /></PasselProvider>
  )
  const media = (): HTMLMediaElement | null => container.querySelector<HTMLMediaElement>('audio, video')
  const box = () => container.querySelector('.passel-media')!.getBoundingClientRect()
  return { transfer, media, box }
}

const done = { phase: 'done', progress: { loaded: bytes.length } } as const

test('sound is there with its first bytes, in the room kept for it, and stays when the last has come', async () => {
  const { transfer, media, box } = await show(talk('audio/wav'), async () => served)
  const { height } = box()
  expect(media()).toBeNull()
  transfer.set({ progress: { loaded: 1000 } })
  await vi.waitFor(() => expect(media()?.duration).toBe(10))
  expect([media()!.src, media()!.controls, box().height]).toEqual([served, true, height])
  const playing = media()
  transfer.set(done)
  await vi.waitFor(() => expect(transfer.state().phase).toBe('done'))
  expect([media(), media()!.src]).toEqual([playing, served])
})

test.each<[string, MediaUrl | undefined]>([
  ['nothing serves it', undefined],
  ['its service worker is not there', async () => undefined],
  ['it cannot be asked for', async () => await Promise.reject(new Error('no'))],
  ['what is served cannot be played', async () => URL.createObjectURL(new Blob(['x']))]
])('where %s, it plays when it is here', async (_why, mediaUrl) => {
  const { transfer, media } = await show(talk('audio/wav', 1000), mediaUrl)
  transfer.set(done)
  await vi.waitFor(() => expect(media()?.duration).toBe(10))
  expect(media()!.src).not.toBe(served)
})

test('a film without a known end, and a picture, are shown when they are here', async () => {
  const mediaUrl = vi.fn<() => Promise<string>>(async () => served)
  const endless = { ...talk('video/mp4', 1000), reference: { mediaType: 'video/mp4' } }
  const { transfer, media } = await show(endless, mediaUrl)
  transfer.set({ progress: { loaded: 2000 } })
  await show(talk('image/png', 1000), mediaUrl)
  expect([media(), mediaUrl.mock.calls.length]).toEqual([null, 0])
})

test('what was canceled plays no more', async () => {
  const { transfer, media } = await show(talk('audio/wav', 1000), async () => served)
  await vi.waitFor(() => expect(media()).not.toBeNull())
  await transfer.cancel()
  await vi.waitFor(() => expect(media()).toBeNull())
})
