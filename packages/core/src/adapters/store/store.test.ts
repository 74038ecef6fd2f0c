import { describe, test } from 'vitest'
import { createMemoryDisk, type MemoryFiles } from '../../testing/memory-disk.ts'
import { storeContract, type StoreHarness } from '../../testing/store.contract.ts'
import { createStoreClient } from './client.ts'
import type { StoreMessagePort } from './messages.ts'
import { serveStore } from './serve.ts'
import { createStore } from './store.ts'
import type { Store } from './store-types.ts'
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
  for (const { title, run } of storeContract) test(title, () => run(harness((store) => store)))
})

describe('a store behind a port', () => {
  for (const { title, run } of storeContract) {
    test(title, () => run(harness((store) => {
      const { port1, port2 } = new MessageChannel()
      serveStore(port2 as StoreMessagePort, store)
      return createStoreClient(port1 as StoreMessagePort)
    })))
  }
})
