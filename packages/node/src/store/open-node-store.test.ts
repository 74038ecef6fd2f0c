import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeContract, storePathContract, type StoreHarness } from '@passel/core/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openNodeStore } from './open-node-store.ts'

let folder = ''
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'passel-store-')) })
afterEach(async () => { await rm(folder, { recursive: true }) })

function harness (): StoreHarness {
  return {
    open: async () => {
      const store = openNodeStore(join(folder, 'home'), { chunkBytes: 1024 })
      return { store, stored: await store.open() }
    },
    path: (name) => join(folder, name),
    write: (path, bytes) => writeFile(path, bytes),
    read: (path) => readFile(path).then((bytes) => new Uint8Array(bytes), () => undefined),
    close: async () => { await rm(folder, { recursive: true }) },
  }
}

describe('a store in a thread of Node', () => {
  test.each([...storeContract, ...storePathContract])('$title', async ({ run }) => {
    await expect(run(harness())).resolves.toBeUndefined()
  })
})

/** A process that opens the home and says so, then does nothing. */
const HOLDER = `
  import { openNodeStore } from ${JSON.stringify(new URL('./open-node-store.ts', import.meta.url).href)}
  await openNodeStore(process.argv[1]).open()
  console.log('open')
`

describe('a home', () => {
  test('is open in one process at a time, and free the moment that one is killed', async () => {
    const home = join(folder, 'home')
    const args = [...process.execArgv, '--input-type=module', '--eval', HOLDER, home]
    const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(holder, 'exit')
    try {
      await once(holder.stdout, 'data')
      const store = openNodeStore(home)
      await expect(store.open()).rejects.toMatchObject({ code: 'store-in-use', message: expect.stringContaining(home) })
      holder.kill('SIGKILL')
      await exited
      // The same store may try again.
      expect(await store.open()).toEqual([])
      await store.close()
    } finally {
      holder.kill('SIGKILL')
      await exited
    }
  })

  test('is open once in one process too', async () => {
    const [first, second] = [openNodeStore(folder), openNodeStore(folder)]
    await first.open()
    await expect(second.open()).rejects.toMatchObject({ code: 'store-in-use' })
    await first.close()
    await second.open()
    await second.close()
  })

  test('that is no store is left alone', async () => {
    await writeFile(join(folder, 'journal-a'), 'a letter to my grandmother, not a journal')
    const store = openNodeStore(folder)
    await expect(store.open()).rejects.toMatchObject({ code: 'store-broken' })
    expect(await readFile(join(folder, 'journal-a'), 'utf8')).toBe('a letter to my grandmother, not a journal')
  })
})
