import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { removeHome } from '../../testing/browser/remove-home.ts'
import { askForSource } from './ask-for-source.ts'
import { openHomeDatabase } from './home-database.ts'

let name: string
beforeEach(() => { name = `test-${crypto.randomUUID()}` })
afterEach(async () => {
  vi.restoreAllMocks()
  await removeHome(name)
})

/** Keeps a handle for transfer 3, and answers so when leave is asked for. */
async function answering (answer: () => Promise<PermissionState>): Promise<void> {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true })
  const database = await openHomeDatabase(name)
  await database.put('handles', await folder.getFileHandle('song', { create: true }), 3)
  database.close()
  const asking = FileSystemFileHandle.prototype as unknown as { requestPermission (): Promise<PermissionState> }
  vi.spyOn(asking, 'requestPermission').mockImplementation(answer)
}

test.each([['granted', true], ['denied', false], ['prompt', false]] as const)(
  'the person is asked, and their answer counts: %s', async (answer, allowed) => {
    await answering(async () => answer)
    expect(await askForSource(name, 3)).toBe(allowed)
  })

test('a browser that asks only after a click says no without one', async () => {
  await answering(() => Promise.reject(new DOMException('User activation is required', 'SecurityError')))
  expect(await askForSource(name, 3)).toBe(false)
})

test('nobody is asked about a file that came without a handle', async () => {
  await answering(async () => 'granted')
  expect(await askForSource(name, 4)).toBe(false)
})
