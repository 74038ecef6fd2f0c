import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chunkNo, swarmNo } from '../../ids.ts'
import type { StorePort } from '../../ports.ts'
import { createStoreBed, type StoreBed } from '../../testing/browser/store-bed.ts'
import { createPayload, plainBytes, publish, sendOf } from '../../testing/store-payload.ts'

const ONE = swarmNo(1)
const PLAIN = plainBytes(5000)

let bed: StoreBed
beforeEach(() => { bed = createStoreBed() })
afterEach(() => bed.end())

/** A store whose author has sealed a file, closed and opened again. */
async function reopened (withHandle: boolean, between?: () => Promise<void>): Promise<StorePort> {
  const options = { name: bed.newHome(), chunkBytes: 1024 }
  await bed.write('song', PLAIN)
  const { store } = bed.store(options)
  await store.open()
  const { handle, ...plain } = await bed.choose('song')
  await store.create(sendOf(await createPayload(), withHandle ? { ...plain, handle: handle! } : plain))
  await publish(store, ONE)
  await store.close()
  await between?.()
  const again = bed.store(options).store
  await again.open()
  return again
}

describe('a file that a person sends', () => {
  test('is read from its place: nothing of it is stored', async () => {
    const before = (await navigator.storage.estimate()).usage ?? 0
    const { store } = bed.store({ name: bed.newHome() })
    await store.open()
    const large = new Blob([plainBytes(1_000_000), plainBytes(1_000_000), plainBytes(1_000_000)])
    await store.create(sendOf(await createPayload(), { kind: 'blob', blob: large }))
    await publish(store, ONE)
    expect((await navigator.storage.estimate()).usage).toBeLessThan(before + 1_000_000)
  })

  test('opens again after a reload when it came with a handle', async () => {
    const store = await reopened(true)
    expect((await store.readChunk(ONE, chunkNo(0))).length).toBe(1024)
    expect(await store.readPlain(ONE, 0, 5000)).toEqual(PLAIN)
  })

  test('must be chosen again after a reload when it came without, and its content is compared', async () => {
    const store = await reopened(false)
    await expect(store.readChunk(ONE, chunkNo(0))).rejects.toMatchObject({ code: 'source-missing' })
    const other = PLAIN.map((byte, i) => (i === 1500 ? byte ^ 1 : byte))
    await store.setSource(ONE, { kind: 'blob', blob: new Blob([other]) })
    await expect(store.readChunk(ONE, chunkNo(1))).rejects.toMatchObject({ code: 'source-changed' })
    await store.setSource(ONE, { kind: 'blob', blob: new Blob([PLAIN]) })
    expect((await store.readChunk(ONE, chunkNo(1))).length).toBe(1024)
    await expect(store.setSource(ONE, { kind: 'blob', blob: new Blob(['short']) }))
      .rejects.toMatchObject({ code: 'source-changed' })
  })

  test('is given only as it was sealed, whatever was written to it meanwhile', async () => {
    const store = await reopened(true, () => bed.write('song', PLAIN.map((byte, i) => (i === 1500 ? byte ^ 1 : byte))))
    expect((await store.readChunk(ONE, chunkNo(0))).length).toBe(1024)
    await expect(store.readChunk(ONE, chunkNo(1))).rejects.toMatchObject({ code: 'source-changed' })
  })

  test('that is gone after a reload is missed, also with a handle', async () => {
    const store = await reopened(true, () => bed.remove('song'))
    await expect(store.readChunk(ONE, chunkNo(0))).rejects.toMatchObject({ code: 'source-missing' })
  })
})
