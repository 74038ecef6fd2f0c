import { describe, expect, test } from 'vitest'
import { chunkNo, swarmNo } from '../../ids.ts'
import { createMemoryDisk, type MemoryFiles } from '../../testing/memory-disk.ts'
import { openLive, TINY_CAPACITY, TINY_CHUNK, type LiveStore } from '../../testing/store-crash.ts'
import {
  createPayload, getOf, passChunks, passPages, plainBytes, publish, range, sendOf,
} from '../../testing/store-payload.ts'
import { createStore } from './store.ts'
import type { StorePort as Store } from '../../ports.ts'
import { createWebCrypto } from './web-crypto.ts'

const ONE = swarmNo(1)
const CHUNKS = 12
const PLAIN = plainBytes(CHUNKS * TINY_CAPACITY)

interface Tight { readonly store: Store, readonly files: MemoryFiles, fill (): void, free (): void }

/** A store over a disk that can be filled to its last byte. */
async function tight (files: MemoryFiles = new Map()): Promise<Tight> {
  let capacity = Infinity
  const disk = createMemoryDisk({ files, capacityBytes: () => capacity })
  const store = createStore(disk, createWebCrypto(), { chunkBytes: TINY_CHUNK })
  await store.open()
  const used = (): number => [...files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0)
  return { store, files, fill: () => { capacity = used() + 10 }, free: () => { capacity = Infinity } }
}

async function published (

): Promise<{ author: LiveStore, payload: Awaited<ReturnType<typeof createPayload>>, pages: number }> {
  const author = await openLive({ files: new Map([['outside/source', { bytes: PLAIN, modifiedMs: 1 }]]) })
  const payload = await createPayload()
  await author.store.create(sendOf(payload, { kind: 'path', path: 'source' }))
  return { author, payload, pages: (await publish(author.store, ONE, 6, 6)).length }
}

describe('on a full disk', () => {
  test('a reader refuses chunks and pages with its reason, loses nothing, and goes on when there is room', async () => {
    const { author, payload, pages } = await published()
    const { store, files, fill, free } = await tight()
    await store.create(getOf(payload, 'target'))
    await passPages(author.store, ONE, store, ONE, 0, 1)
    await passChunks(author.store, ONE, store, ONE, [0, 1])
    fill()
    const sealed = await author.store.readChunk(ONE, chunkNo(2))
    const kept = await store.keep(ONE, chunkNo(2), sealed.buffer as ArrayBuffer)
    expect([kept.outcome, kept.buffer.byteLength]).toEqual(['disk-full', TINY_CHUNK])
    await expect(store.readChunk(ONE, chunkNo(2))).rejects.toMatchObject({ code: 'not-found' })
    const { head, page } = await author.store.readPage(ONE, 1 as never)
    expect(await store.checkPage(ONE, head, page)).toEqual({ verdict: 'disk-full' })
    expect(await store.readChunk(ONE, chunkNo(1))).toEqual(await author.store.readChunk(ONE, chunkNo(1)))
    free()
    expect((await store.keep(ONE, chunkNo(2), kept.buffer)).outcome).toBe('ok')
    await passPages(author.store, ONE, store, ONE, 1, pages)
    await passChunks(author.store, ONE, store, ONE, range(3, CHUNKS))
    await store.finish(ONE)
    expect(files.get('outside/target')?.bytes).toEqual(PLAIN)
  })

  test('a stream loses no byte that it gave only once', async () => {
    const { store, fill, free } = await tight()
    await store.create(sendOf(await createPayload('stream'), { kind: 'stream' }))
    await store.feed(ONE, PLAIN.slice())
    await store.feed(ONE, null)
    expect(await store.seal(ONE, 2, 0)).toMatchObject({ first: 0, count: 2 })
    fill()
    await expect(store.seal(ONE, 2, 0)).rejects.toMatchObject({ code: 'disk-full' })
    await expect(store.signPage(ONE, 2, false)).rejects.toMatchObject({ code: 'disk-full' })
    free()
    expect(await store.seal(ONE, 4, 0)).toMatchObject({ first: 2, count: 2 })
    for (let last = false; !last;) last = (await store.seal(ONE, 4, 0)).last
    expect((await store.signPage(ONE, 100, true)).page).toMatchObject({ page: 0, count: CHUNKS, size: PLAIN.length })
    expect(await store.readPlain(ONE, 0, PLAIN.length)).toEqual(PLAIN)
  })

  test('forgetting still works, and makes room', async () => {
    const { store, files, fill } = await tight()
    await store.create(sendOf(await createPayload('stream'), { kind: 'stream' }))
    await store.feed(ONE, PLAIN.slice())
    await store.seal(ONE, 8, 0)
    fill()
    await store.forget(ONE)
    await store.close()
    expect([...files.keys()].filter((name) => !name.includes('journal'))).toEqual([])
    const again = await openLive({ files })
    expect(again.stored).toEqual([])
  })

  test('a transfer that cannot be written down is not begun, and leaves no part behind', async () => {
    const { payload } = await published()
    const { store, files, fill, free } = await tight()
    fill()
    await expect(store.create(getOf(payload, 'target'))).rejects.toMatchObject({ code: 'disk-full' })
    expect([...files.keys()].filter((name) => name.startsWith('outside/'))).toEqual([])
    free()
    await store.create(getOf(payload, 'target'))
  })
})
