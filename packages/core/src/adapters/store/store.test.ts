import { describe, expect, test } from 'vitest'
import { createMemoryDisk, type MemoryFiles } from '../../testing/memory-disk.ts'
import { storeContract, storePathContract, type StoreHarness } from '../../testing/store.contract.ts'
import { createPayload, getOf } from '../../testing/store-payload.ts'
import { PasselError } from '../../errors.ts'
import { createStoreClient } from './client.ts'
import type { StoreMessagePort } from './messages.ts'
import { serveStore } from './serve.ts'
import { createStore } from './store.ts'
import type { StorePort as Store } from '../../ports.ts'
import { createWebCrypto } from './web-crypto.ts'

function harness (reach: (store: Store) => Store): StoreHarness {
  const files: MemoryFiles = new Map()
  return {
    open: async () => {
      const store = reach(createStore(createMemoryDisk({ files }), createWebCrypto(), { chunkBytes: 1024 }))
      return { store, stored: await store.open() }
    },
    path: (name) => `/files/${name}`,
    write: async (path, bytes) => { files.set(`outside/${path}`, { bytes, modifiedMs: 0 }) },
    read: async (path) => files.get(`outside/${path}`)?.bytes,
    close: async () => { files.clear() },
  }
}

describe('a store over a memory disk', () => {
  test.each([...storeContract, ...storePathContract])('$title', async ({ run }) => {
    await expect(run(harness((store) => store))).resolves.toBeUndefined()
  })
})

test('one transfer whose file cannot be read does not keep the others from being opened', async () => {
  const files: MemoryFiles = new Map()
  const memory = createMemoryDisk({ files })
  let broken = false
  const stat: typeof memory.outside.stat = async (path) => {
    if (broken && path === 'bad') throw new PasselError('io', 'permission denied')
    return await memory.outside.stat(path)
  }
  const disk = { ...memory, outside: { ...memory.outside, stat } }
  const store = createStore(disk, createWebCrypto())
  await store.open()
  const init = getOf(await createPayload(), 'good')
  await store.create(getOf(await createPayload(), 'bad'))
  await store.create(init)
  await store.close()
  const missingPart: typeof stat = async (path) => await stat(path.replace('.passel-part', ''))
  broken = true
  const again = createStore({ ...disk, outside: { ...disk.outside, stat: missingPart } }, createWebCrypto())
  const states = (await again.open()).map(({ state, failure }) => [state, failure])
  expect(states).toEqual([['failed', 'io'], ['active', undefined]])
  await again.close()
})

describe('a store behind a port', () => {
  function behindPort (store: Store): Store {
    const { port1, port2 } = new MessageChannel()
    serveStore(port2 as StoreMessagePort, store)
    return createStoreClient(port1 as StoreMessagePort)
  }

  test.each([...storeContract, ...storePathContract])('$title', async ({ run }) => {
    await expect(run(harness(behindPort))).resolves.toBeUndefined()
  })
})
