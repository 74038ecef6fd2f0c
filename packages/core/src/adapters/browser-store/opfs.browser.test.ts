import { expect, test } from 'vitest'

test('the browser has a private file system, a lock on names and no way to sync files outside of workers', async () => {
  const root = await navigator.storage.getDirectory()
  expect(root.kind).toBe('directory')
  expect(typeof navigator.locks.request).toBe('function')
})
