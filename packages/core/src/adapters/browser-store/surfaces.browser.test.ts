import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStoreBed, type StoreBed } from '../../testing/browser/store-bed.ts'
import { createPayload, getOf } from '../../testing/store-payload.ts'
import { openHomeDatabase } from './home-database.ts'
import { openBrowserDisk, type Surfaces } from './open-browser-disk.ts'
import { openBrowserStore } from './open-browser-store.ts'

let bed: StoreBed
beforeEach(() => { bed = createStoreBed() })
afterEach(async () => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  await bed.end()
})

async function kindOf (name: string): Promise<unknown> {
  const database = await openHomeDatabase(name)
  const kind = await database.get('about', 'kind')
  database.close()
  return kind
}

const { storage, locks } = navigator
const whole: Surfaces = { storage, locks, syncHandles: true }

describe('a page that cannot have a store is told so, and what to do', () => {
  test('when it is not secure', async () => {
    vi.stubGlobal('isSecureContext', false)
    const store = openBrowserStore({ name: bed.newHome() })
    await expect(store.open()).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('https') })
    await store.close()
  })

  test('when it cannot start workers', async () => {
    vi.stubGlobal('Worker', undefined)
    await expect(openBrowserStore({ name: bed.newHome() }).open()).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('when the browser lets it store nothing', async () => {
    vi.stubGlobal('indexedDB', undefined)
    await expect(openBrowserDisk(bed.newHome())).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('when there is no way to lock a database', async () => {
    const disk = await openBrowserDisk(bed.newHome(), 'indexeddb', { syncHandles: false })
    await expect(disk.lock()).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('when its worker does not load, or dies', async () => {
    const trouble: unknown[] = []
    const store = openBrowserStore({
      name: bed.newHome(),
      createWorker: () => new Worker('data:text/javascript,throw new Error("out of order")'),
      onTrouble: (where, error) => { trouble.push(where, error) },
    })
    const failure = { code: 'io', message: expect.stringContaining('out of order') }
    await expect(store.open()).rejects.toMatchObject(failure)
    await expect(store.open()).rejects.toMatchObject(failure)
    expect(trouble).toEqual(['store', expect.objectContaining({ code: 'io' })])
  })
})

describe('a home is kept', () => {
  test.each([
    ['in private files where a worker can write them', whole, 'opfs'],
    ['in a database where workers cannot write private files', { ...whole, syncHandles: false }, 'indexeddb'],
    ['in a database where there are no private files', { locks, syncHandles: true }, 'indexeddb'],
    ['in a database where private files are refused', {
      ...whole, storage: { getDirectory: () => Promise.reject(new DOMException('private window', 'SecurityError')) },
    }, 'indexeddb'],
  ] as const)('%s', async (_, surfaces, kind) => {
    const name = bed.newHome()
    await openBrowserDisk(name, undefined, surfaces)
    expect(await kindOf(name)).toBe(kind)
  })

  test('where it was begun, also when the browser offers more later', async () => {
    const name = bed.newHome()
    await openBrowserDisk(name, undefined, { ...whole, syncHandles: false })
    const disk = await openBrowserDisk(name, undefined, whole)
    await (await disk.open('one')).write(0, Uint8Array.of(1))
    expect(await (await openBrowserDisk(name)).list()).toEqual(['one'])
  })

  test('and does not seem empty when the browser offers less', async () => {
    const name = bed.newHome()
    await openBrowserDisk(name, undefined, whole)
    await expect(openBrowserDisk(name, undefined, { ...whole, syncHandles: false }))
      .rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('that the browser keeps what is stored', () => {
  test('is asked for once, when there is something to keep; a refusal is told and stops nothing', async () => {
    vi.spyOn(navigator.storage, 'persisted').mockResolvedValue(false)
    const persist = vi.spyOn(navigator.storage, 'persist').mockResolvedValue(false)
    const trouble: unknown[] = []
    const onTrouble = (where: string, error: unknown): void => { trouble.push(where, error) }
    const { store } = bed.store({ name: bed.newHome(), onTrouble })
    await store.open()
    expect(persist).not.toHaveBeenCalled()
    for (let round = 0; round < 2; round++) await store.create(getOf(await createPayload()))
    expect(persist).toHaveBeenCalledTimes(1)
    expect(trouble).toEqual(['storage', expect.objectContaining({ code: 'quota' })])
  })

  test('is not asked for when it has been promised', async () => {
    vi.spyOn(navigator.storage, 'persisted').mockResolvedValue(true)
    const persist = vi.spyOn(navigator.storage, 'persist')
    const { store } = bed.store({ name: bed.newHome() })
    await store.open()
    await store.create(getOf(await createPayload()))
    expect(persist).not.toHaveBeenCalled()
  })
})
