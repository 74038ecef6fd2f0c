import { expect, test } from 'vitest'
import { createScriptedStore } from '../../testing/scripted/store.ts'
import { createPayload, getOf, sendOf } from '../../testing/store-payload.ts'
import { swarmNo } from '../../ids.ts'
import { refuseWithoutRoom, type Estimate } from './room.ts'

const storeWith = (estimate: Estimate): ReturnType<typeof refuseWithoutRoom> =>
  refuseWithoutRoom(createScriptedStore({ create: async () => swarmNo(7) }), estimate)

test('a download that cannot fit is not begun, and the error says what is missing', async () => {
  const store = storeWith(async () => ({ quota: 1000, usage: 400 }))
  await expect(store.create(getOf(await createPayload('file', { size: 601 })))).rejects.toMatchObject({
    code: 'quota',
    message: expect.stringContaining('needs 601 bytes and the browser gives this site 600 more'),
  })
  expect(await store.create(getOf(await createPayload('file', { size: 600 })))).toBe(7)
})

test('what takes no room, or nobody knows how much, is begun', async () => {
  const full = storeWith(async () => ({ quota: 1000, usage: 1000 }))
  const source = { kind: 'blob', blob: new Blob(['x'.repeat(2000)]) } as const
  expect(await full.create(sendOf(await createPayload('file', { size: 2000 }), source))).toBe(7)
  expect(await full.create(getOf(await createPayload('stream')))).toBe(7)
  const silent = storeWith(async () => ({}))
  expect(await silent.create(getOf(await createPayload('file', { size: 2000 })))).toBe(7)
})
