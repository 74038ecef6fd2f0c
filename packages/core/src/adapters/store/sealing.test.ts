import { expect, test } from 'vitest'
import { chunkNo, swarmNo } from '../../ids.ts'
import { createMemoryDisk, type MemoryFiles } from '../../testing/memory-disk.ts'
import { createPayload, plainBytes, publish, sendOf } from '../../testing/store-payload.ts'
import { createStore } from './store.ts'
import type { DiskFile } from './disk.ts'
import { createWebCrypto } from './web-crypto.ts'

const ONE = swarmNo(1)
const CHUNK_BYTES = 1024
const CHUNKS = 40
const PLAIN = plainBytes(CHUNKS * (CHUNK_BYTES - 20))

test('hashes of new chunks are made aside, but not while chunks come or go', async () => {
  const files: MemoryFiles = new Map([['outside/source', { bytes: PLAIN, modifiedMs: 1 }]])
  const webCrypto = createWebCrypto()
  const hashed: string[] = []
  const store = createStore(createMemoryDisk({ files }), {
    ...webCrypto,
    sha256: async (bytes) => {
      if (bytes.length === CHUNK_BYTES) hashed.push('here')
      return await webCrypto.sha256(bytes)
    },
    sha256Aside: async (bytes) => {
      hashed.push('aside')
      return await webCrypto.sha256(bytes)
    },
  }, { chunkBytes: CHUNK_BYTES })
  await store.open()
  await store.create(sendOf(await createPayload(), { kind: 'path', path: 'source' }))
  await store.seal(ONE, 4, 0)
  expect(new Set(hashed)).toEqual(new Set(['aside']))
  await store.signPage(ONE, 4, false)
  await store.readChunk(ONE, chunkNo(0))
  await store.seal(ONE, 8, 0)
  hashed.length = 0
  await store.readChunk(ONE, chunkNo(1))
  await store.seal(ONE, 8, 0)
  expect(new Set(hashed)).toEqual(new Set(['here']))
  await store.seal(ONE, 8, 0)
  hashed.length = 0
  await store.seal(ONE, 8, 0)
  expect(new Set(hashed)).toEqual(new Set(['aside']))
  await store.close()
})

test('a source is read in long pieces where its disk can, and sealed the same', async () => {
  const files: MemoryFiles = new Map([['outside/source', { bytes: PLAIN, modifiedMs: 1 }]])
  const disk = createMemoryDisk({ files })
  const reads: number[] = []
  const readParts: Required<DiskFile>['readParts'] = async (at, parts) => {
    let got = at
    for (const part of parts) {
      part.set(PLAIN.subarray(got, got + part.length))
      got += part.length
    }
    reads.push(got - at)
    return got - at
  }
  const openSource: typeof disk.outside.openSource = async (path) =>
    ({ ...await disk.outside.openSource(path), readParts })
  const store = createStore(
    { ...disk, outside: { ...disk.outside, openSource } }, createWebCrypto(), { chunkBytes: CHUNK_BYTES }
  )
  await store.open()
  await store.create(sendOf(await createPayload(), { kind: 'path', path: 'source' }))
  const pages = await publish(store, ONE, 16, 16)
  expect(pages.at(-1)).toMatchObject({ final: true, size: PLAIN.length })
  expect(reads.reduce((sum, bytes) => sum + bytes, 0)).toBe(PLAIN.length)
  expect(reads.length).toBeLessThanOrEqual(CHUNKS / 4)
  // Given out only when it seals to what it was: the plain bytes of each chunk were in their places.
  for (let chunk = 0; chunk < CHUNKS; chunk++) await store.readChunk(ONE, chunkNo(chunk))
  expect(await store.readPlain(ONE, 0, PLAIN.length)).toEqual(PLAIN)
  await store.close()
})
