import { afterEach, expect, test, vi } from 'vitest'
import { startAlarmWorker } from './alarms/start-alarm-worker.ts'
import { createEngine } from './create-engine.ts'
import type { BrowserEngine } from './tabs/face.ts'

const SIZE = 3_000_000

const open = new Set<BrowserEngine>()
afterEach(async () => {
  await Promise.all([...open].map((engine) => engine.close()))
  open.clear()
})

let homes = 0

/** Another tab of the origin, as far as locks, channels and stores can tell. */
async function tab (home: string): Promise<BrowserEngine> {
  const engine = await createEngine({ app: '/tabs/1', home, signals: null })
  open.add(engine)
  return engine
}

async function close (engine: BrowserEngine): Promise<void> {
  open.delete(engine)
  await engine.close()
}

/** A file of the origin, which may be read without asking. */
async function fileHandle (): Promise<FileSystemFileHandle> {
  const handle = await (await navigator.storage.getDirectory()).getFileHandle('photo.bin', { create: true })
  const sink = await handle.createWritable()
  await sink.write(new Uint8Array(SIZE).fill(7))
  await sink.close()
  return handle
}

test('a file handle that a following tab sends is read by the leader, and by whoever leads next', async () => {
  const home = `tabs-${++homes}`
  const leader = await tab(home)
  const follower = await tab(home)
  const sent = await follower.send(await fileHandle())
  expect(sent.reference).toMatchObject({ name: 'photo.bin', size: SIZE })
  await vi.waitFor(() => expect(sent.state().progress.loaded).toBe(SIZE), { timeout: 10_000 })
  expect(sent.state().owner).toBe('other-tab')
  await close(leader)
  await vi.waitFor(() => expect(sent.state().owner).toBe('this-tab'), { timeout: 10_000 })
  expect(new Uint8Array(await (await sent.blob()).arrayBuffer())).toEqual(new Uint8Array(SIZE).fill(7))
  await close(follower)

  const later = await tab(home)
  const again = later.transfer(sent.id)!
  expect(again.text).toBe(sent.text)
  expect(new Uint8Array(await (await again.blob()).arrayBuffer()).length).toBe(SIZE)
})

test('a blob of a tab that is gone is asked for, and compared when it is given again', async () => {
  const home = `tabs-${++homes}`
  const first = await tab(home)
  const { id } = await first.send(new Blob([new Uint8Array(SIZE).fill(7)]))
  await vi.waitFor(() => expect(first.transfer(id)!.state().progress.loaded).toBe(SIZE), { timeout: 10_000 })
  await close(first)
  const sent = (await tab(home)).transfer(id)!
  await vi.waitFor(() => expect(sent.state().pauseReason).toBe('needs-file'), { timeout: 10_000 })
  await expect(sent.resume()).rejects.toMatchObject({ code: 'source-missing' })
  await expect(sent.blob()).rejects.toMatchObject({ code: 'source-missing' })
  await sent.resume({ kind: 'blob', blob: new Blob([new Uint8Array(SIZE).fill(7)]) })
  expect((await sent.blob()).size).toBe(SIZE)
})

test('in a browser without Web Locks the second tab is told that the home is in use', async () => {
  const home = `tabs-${++homes}`
  vi.spyOn(navigator, 'locks', 'get').mockReturnValue(undefined as never)
  await tab(home)
  await expect(tab(home)).rejects.toMatchObject({ code: 'store-in-use' })
  vi.restoreAllMocks()
})

test('the worker of alarms rings', async () => {
  const worker = startAlarmWorker()
  const rung = new Promise<unknown>((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)))
  worker.postMessage({ id: 1, ms: 1 }, [])
  worker.postMessage({ id: 1, ms: null }, [])
  worker.postMessage({ id: 2, ms: 1 }, [])
  expect(await rung).toBe(2)
  worker.terminate()
})
