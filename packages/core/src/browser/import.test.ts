import { expect, test } from 'vitest'

test('importing the entry touches nothing that only a page has', async () => {
  const touched: string[] = []
  for (const name of ['window', 'document', 'localStorage', 'indexedDB', 'Worker', 'RTCPeerConnection']) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        touched.push(name)
        return undefined
      }
    })
  }
  const entry = await import('./index.ts')
  expect(Object.keys(entry).toSorted()).toEqual(['browserPlatform', 'createEngine', 'wakuSignals'])
  expect(touched).toEqual([])
})

test('an application without a version is told so before anything is opened', async () => {
  const { createEngine } = await import('./index.ts')
  await expect(createEngine({ app: '/chat' as '/chat/1' })).rejects.toMatchObject({ code: 'bad-option' })
})
