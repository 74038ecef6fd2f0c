import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeHome } from '../../testing/browser/remove-home.ts'
import { openHomeDatabase, type HomeDatabase } from './home-database.ts'
import { createKeptSources } from './kept-sources.ts'

let name: string
let database: HomeDatabase

beforeEach(async () => {
  name = `test-${crypto.randomUUID()}`
  database = await openHomeDatabase(name)
})

afterEach(async () => {
  database.close()
  await removeHome(name)
})

/** A handle of the person's own file system, about which the browser has been asked before. */
function handleWith (permission: PermissionState): FileSystemFileHandle {
  return {
    getFile: async () => new File(['song'], 'song'),
    queryPermission: async () => permission,
  } as unknown as FileSystemFileHandle
}

function keptIn (handle: FileSystemFileHandle): ReturnType<typeof createKeptSources> {
  // Such an object cannot be stored; what the browser answers about a real one is what counts here.
  return createKeptSources({ get: async () => handle } as unknown as HomeDatabase)
}

test('a file is found again while the person allows it', async () => {
  expect(await (await keptIn(handleWith('granted')).find(1))?.text()).toBe('song')
})

test.each(['prompt', 'denied'] as const)('a file is not opened without the person (%s)', async (permission) => {
  expect(await keptIn(handleWith(permission)).find(1)).toBe(undefined)
})

test('handles are kept by transfer, and forgotten', async () => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true })
  const sources = createKeptSources(database)
  await sources.keep(3, await folder.getFileHandle('a', { create: true }))
  await sources.keep(4, await folder.getFileHandle('b', { create: true }))
  expect(await sources.list()).toEqual([3, 4])
  expect(await sources.find(3)).toBeInstanceOf(File)
  await sources.forget(3)
  await sources.forget(3)
  expect([await sources.list(), await sources.find(3)]).toEqual([[4], undefined])
})
