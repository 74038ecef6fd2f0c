import { afterEach, describe, expect, test } from 'vitest'
import { storeContract, type StoreHarness } from '../../testing/store.contract.ts'
import { removeHome } from '../../testing/browser/remove-home.ts'
import type { StorePort } from '../../ports.ts'
import { openBrowserStore } from './open-browser-store.ts'
import type { StorageKind } from './start-message.ts'

const homes = new Set<string>()
const stores = new Set<StorePort>()

afterEach(async () => {
  for (const store of stores) await store.close().catch(() => undefined) // it died in the test
  stores.clear()
  for (const home of homes) await removeHome(home)
  homes.clear()
})

function newHome (): string {
  const home = `store-${crypto.randomUUID()}`
  homes.add(home)
  return home
}

/** Files of the person are in a folder beside the home; handles of those never ask for leave. */
function harness (keepIn: StorageKind): StoreHarness {
  const home = newHome()
  const person = newHome()
  const folder = async (): Promise<FileSystemDirectoryHandle> =>
    await (await navigator.storage.getDirectory()).getDirectoryHandle(person, { create: true })
  return {
    open: async () => {
      const store = openBrowserStore({ name: home, chunkBytes: 1024, keepIn })
      stores.add(store)
      return { store, stored: await store.open() }
    },
    path: (name) => name,
    write: async (path, bytes) => {
      const file = await (await folder()).getFileHandle(path, { create: true })
      const writing = await file.createWritable()
      await writing.write(bytes as BufferSource)
      await writing.close()
    },
    read: async (path) => {
      const file = await (await folder()).getFileHandle(path)
      return new Uint8Array(await (await file.getFile()).arrayBuffer())
    },
    choose: async (path) => {
      const handle = await (await folder()).getFileHandle(path)
      return { kind: 'blob', blob: await handle.getFile(), handle }
    },
    close: async () => { await removeHome(home) },
  }
}

describe.each(['opfs', 'indexeddb'] as const)('a store in a worker of a page (%s)', (keepIn) => {
  test.each(storeContract)('$title', async ({ run }) => {
    await expect(run(harness(keepIn))).resolves.toBeUndefined()
  })
})
