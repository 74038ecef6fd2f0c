import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSharedWorker, createStoreBed, type StoreBed } from '../../testing/browser/store-bed.ts'
import {
  createPayload, getOf, passChunks, passPages, plainBytes, publish, range, sendOf,
} from '../../testing/store-payload.ts'
import { storeContract, type StoreHarness } from '../../testing/store.contract.ts'
import type { StorageKind } from './start-message.ts'

let bed: StoreBed
beforeEach(() => { bed = createStoreBed() })
afterEach(() => bed.end())

const worker = createSharedWorker()
afterAll(() => worker.end())

const KINDS = ['opfs', 'indexeddb'] as const

function harness (keepIn: StorageKind): StoreHarness {
  const name = bed.newHome()
  return {
    open: async () => {
      const { store } = bed.store({ name, chunkBytes: 1024, keepIn, createWorker: worker.create })
      return { store, stored: await store.open() }
    },
    path: (path) => path,
    write: bed.write,
    read: bed.read,
    choose: bed.choose,
    close: bed.end,
  }
}

describe.each(KINDS)('a store in a worker of a page (%s)', (keepIn) => {
  test.each(storeContract)('$title', async ({ run }) => {
    await expect(run(harness(keepIn))).resolves.toBeUndefined()
  })
})

// The lock is the same for every disk.
describe('a home', () => {
  test('is open in one tab at a time, and free the moment that one has died', async () => {
    const name = bed.newHome()
    const [first, second] = [bed.store({ name }), bed.store({ name })]
    await first.store.open()
    await expect(second.store.open()).rejects.toMatchObject({ code: 'store-in-use' })
    first.kill()
    // The same store may try again.
    expect(await second.store.open()).toEqual([])
  })

  test('that is closed is free for the next', async () => {
    const name = bed.newHome()
    for (let round = 0; round < 3; round++) {
      const { store } = bed.store({ name })
      expect(await store.open()).toEqual([])
      await store.close()
    }
  })
})

describe.each(KINDS)('the blob of a finished download (%s)', (keepIn) => {
  test('is read from the store when it is needed, also after that is closed', async () => {
    const name = bed.newHome()
    const { store } = bed.store({ name, keepIn })
    await store.open()
    const plain = plainBytes(3_000_000)
    const payload = await createPayload()
    const author = await store.create(sendOf(payload, { kind: 'blob', blob: new Blob([plain]) }))
    const reader = await store.create(getOf(payload))
    const pages = await publish(store, author)
    await passPages(store, author, store, reader, 0, pages.length)
    await passChunks(store, author, store, reader, range(0, 12))
    await store.finish(reader)
    const blob = await store.blobOf(reader)
    // It goes on giving what it has, and the blob stays good.
    await store.readPlain(reader, 0, 10)
    expect(blob.size).toBe(plain.length)
    const part = new Uint8Array(await blob.slice(1_000_000, 1_000_100).arrayBuffer())
    expect(part).toEqual(plain.slice(1_000_000, 1_000_100))
    await expect(store.blobOf(author)).rejects.toMatchObject({ code: 'unsupported' })
    await store.close()
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(plain)
  })
})
