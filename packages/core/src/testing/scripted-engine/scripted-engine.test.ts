import { expect, test } from 'vitest'
import { formatReference } from '../../pure/reference-codec.ts'
import { createScriptedEngine, createScriptedReference } from './index.ts'

test('a transfer is where the script puts it, published before the call returns', () => {
  const engine = createScriptedEngine()
  const transfer = engine.add({ reference: { name: 'a.txt', size: 100 }, state: { phase: 'transferring' } })
  const before = engine.state.getState()
  transfer.set({ progress: { loaded: 37 } })
  expect(engine.state.getState().transfers[transfer.id]).toMatchObject({
    phase: 'transferring', progress: { loaded: 37, total: 100, bytesPerSecond: 0 }
  })
  expect(before.transfers[transfer.id]?.progress.loaded).toBe(0)
})

test('one reference is one transfer, as text and as an object', async () => {
  const engine = createScriptedEngine()
  const reference = createScriptedReference(7)
  const first = await engine.receive(reference)
  expect(await engine.receive(formatReference(reference))).toBe(first)
  expect(engine.asked).toEqual({ send: 0, receive: 2 })
})

test('what is sent has the name, type and size of its file', async () => {
  const engine = createScriptedEngine()
  const { reference } = await engine.send(new File(['hello'], 'hello.txt', { type: 'text/plain' }))
  expect(reference).toMatchObject({ name: 'hello.txt', mediaType: 'text/plain', size: 5 })
})

test('pausing, resuming and canceling show as they do in a real engine', async () => {
  const engine = createScriptedEngine()
  const transfer = engine.add({ state: { phase: 'transferring' } })
  transfer.pause()
  expect(transfer.state().pauseReason).toBe('user')
  await transfer.resume()
  expect(transfer.state().pauseReason).toBeNull()
  const ended = transfer.done()
  await Promise.all([expect(ended).rejects.toMatchObject({ code: 'canceled' }), transfer.cancel()])
  expect(engine.state.getState().transfers).toEqual({})
  expect(transfer.calls).toEqual(['pause', 'resume', 'cancel'])
})

test('a refused start has the code that the script names, and only the next one', async () => {
  const engine = createScriptedEngine()
  engine.refuse('quota')
  await expect(engine.receive(createScriptedReference(1))).rejects.toMatchObject({ code: 'quota' })
  await engine.receive(createScriptedReference(1))
  expect(engine.transfers()).toHaveLength(1)
})

test('its bytes can be read, whole and in part', async () => {
  const bytes = new TextEncoder().encode('hello')
  const transfer = createScriptedEngine().add({ bytes, reference: { mediaType: 'a/b' } })
  const blob = await transfer.blob()
  expect([await blob.text(), blob.type]).toEqual(['hello', 'a/b'])
  expect(await new Response(transfer.stream({ start: 1, end: 3 })).text()).toBe('el')
})

test('without a network what moved says so, and goes on with it', () => {
  const engine = createScriptedEngine()
  const moving = engine.add({ state: { phase: 'transferring' } })
  const stopped = engine.add({ state: { pauseReason: 'user' } })
  engine.setOnline(false)
  expect([moving.state().pauseReason, stopped.state().pauseReason]).toEqual(['offline', 'user'])
  engine.setOnline(true)
  expect([moving.state().pauseReason, stopped.state().pauseReason]).toEqual([null, 'user'])
})
