import { afterEach, expect, test, vi } from 'vitest'
import { createStore } from '../../adapters/store/store.ts'
import { createWebCrypto } from '../../adapters/store/web-crypto.ts'
import { createSystem } from '../../adapters/system/index.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import { createMemoryDisk, type MemoryFiles } from '../../testing/memory-disk.ts'
import { createMemoryNetwork } from '../../testing/memory-links.ts'
import { createMemorySignals } from '../../testing/memory-signals.ts'
import { createTabEngine } from './create-tab-engine.ts'
import type { BrowserEngine } from './face.ts'
import type { Locks } from './presence.ts'

const system = createSystem()
const plain = Uint8Array.from({ length: 5_000 }, (_, i) => i * 7 % 251)

const open = new Set<Engine>()
afterEach(async () => {
  await Promise.all([...open].map((engine) => engine.close()))
  open.clear()
})

let origins = 0

/** An origin with its tabs, and one peer elsewhere; locks and channels are the platform's own. */
function createOrigin () {
  const network = createMemoryNetwork()
  const signals = createMemorySignals({ now: () => system.now().wall, after: system.alarm, delayMs: 1 })
  const files: MemoryFiles = new Map()
  const name = `tabs-test-${++origins}`
  const trouble: unknown[] = []
  let epochs = 0

  async function openEngine (home: MemoryFiles, member: string): Promise<Engine> {
    return await createEngine({
      platform: {
        system,
        store: createStore(createMemoryDisk({ files: home }), createWebCrypto(), { chunkBytes: 1024 }),
        createLink: (privacy, listener) => network.createLink(privacy, listener, { listens: true })
      },
      signals: signals.member(member),
      onTrouble: (where, error) => { trouble.push([where, error]) }
    })
  }

  async function kept<E extends Engine> (opening: Promise<E>): Promise<E> {
    const engine = await opening
    open.add(engine)
    return engine
  }

  return {
    name,
    trouble,
    peer: async (): Promise<Engine> => await kept(openEngine(new Map(), 'peer')),
    tab: async (
      change = (locks: Locks) => locks, runs = (engine: Engine) => engine
    ): Promise<BrowserEngine> => await kept(createTabEngine({
      name,
      locks: change(navigator.locks),
      openChannel: (channel) => new BroadcastChannel(channel) as never,
      nextEpoch: (seen) => epochs = Math.max(epochs, seen) + 1,
      openEngine: async () => runs(await openEngine(files, 'origin')),
      system,
      onTrouble: (where, error) => { trouble.push([where, error]) }
    }))
  }
}

async function close (engine: Engine): Promise<void> {
  open.delete(engine)
  await engine.close()
}

async function bytesOf (source: { blob (): Promise<Blob> }): Promise<Uint8Array> {
  return new Uint8Array(await (await source.blob()).arrayBuffer())
}

test('the first tab leads; the second shows what the first one moves, and says so', async () => {
  const origin = createOrigin()
  const first = await origin.tab()
  const sent = await first.send(new Blob([plain]), { name: 'photo.png' })
  const second = await origin.tab()
  const shown = second.transfer(sent.id)
  expect(shown?.text).toBe(sent.text)
  expect([sent.state().owner, shown?.state().owner]).toEqual(['this-tab', 'other-tab'])
  await shown?.cancel()
  await expect(sent.done()).rejects.toMatchObject({ code: 'canceled' })
  await expect(shown?.done()).rejects.toMatchObject({ code: 'canceled' })
  expect([first.transfers(), second.transfers()]).toEqual([[], []])
  expect(origin.trouble).toEqual([])
})

test('a tab that follows sends, receives and reads through the one that leads', async () => {
  const origin = createOrigin()
  const peer = await origin.peer()
  await origin.tab()
  const follower = await origin.tab()
  const sent = await follower.send(new File([plain], 'photo.png', { type: 'image/png' }))
  expect(sent.reference).toMatchObject({ name: 'photo.png', mediaType: 'image/png', size: plain.length })
  const there = await peer.receive(sent.text)
  await Promise.all([there.done(), sent.done()])
  expect(await bytesOf(there)).toEqual(plain)

  const back = await peer.send(new Blob([plain.slice(7)]))
  const here = await follower.receive(back.text)
  await here.done()
  expect(here.state()).toMatchObject({ phase: 'done', owner: 'other-tab' })
  expect(await bytesOf(here)).toEqual(plain.slice(7))
  expect(await bytesOf({ blob: async () => await new Response(here.stream({ start: 10, end: 20 })).blob() }))
    .toEqual(plain.slice(17, 27))
  expect(origin.trouble).toEqual([])
})

test('a stream of a tab that follows is sent as it is made', async () => {
  const origin = createOrigin()
  const peer = await origin.peer()
  await origin.tab()
  const follower = await origin.tab()
  const sent = await follower.send(new Blob([plain]).stream())
  const there = await peer.receive(sent.text)
  await there.done()
  expect(await bytesOf(there)).toEqual(plain)
})

test('when the leading tab closes the next one leads, and handles, readers and waiting go on', async () => {
  const origin = createOrigin()
  const peer = await origin.peer()
  const leader = await origin.tab()
  const follower = await origin.tab()
  const source = new TransformStream<Uint8Array, Uint8Array>()
  const writer = source.writable.getWriter()
  const sent = await peer.send(source.readable, { size: plain.length })
  const here = await follower.receive(sent.text)
  const reading = bytesOf(here)
  await writer.write(plain.slice(0, 3_000))
  await vi.waitFor(() => expect(here.state().progress.loaded).toBeGreaterThan(1_000), { timeout: 10_000 })
  await close(leader)
  await vi.waitFor(() => expect(here.state().owner).toBe('this-tab'), { timeout: 10_000 })
  await writer.write(plain.slice(3_000))
  await writer.close()
  await here.done()
  expect(await reading).toEqual(plain)
  expect(follower.transfers()).toEqual([here])
  expect(origin.trouble).toEqual([])
})

test('a file that a follower gave is given again by it when it leads', async () => {
  const origin = createOrigin()
  const peer = await origin.peer()
  const leader = await origin.tab()
  const follower = await origin.tab()
  const sent = await follower.send(new Blob([plain]))
  await close(leader)
  const there = await peer.receive(sent.text)
  await Promise.all([there.done(), sent.done()])
  expect(await bytesOf(there)).toEqual(plain)
})

test('a leader that dies after it began to send and before it said so leaves nothing behind', async () => {
  const origin = createOrigin()
  const peer = await origin.peer()
  const begun: string[] = []
  const mute = (engine: Engine): Engine => ({ ...engine, send: async (...args) => {
    begun.push((await engine.send(...args)).id)
    return await new Promise<never>(() => { /* It dies here. */ })
  } })
  const leader = await origin.tab(undefined, mute)
  const follower = await origin.tab()
  const sending = follower.send(new Blob([plain]))
  await vi.waitFor(() => expect(begun).toHaveLength(1))
  await close(leader)
  const sent = await sending
  expect([[sent.id], follower.transfers()]).toEqual([begun, [sent]])
  const there = await peer.receive(sent.text)
  await there.done()
  expect(await bytesOf(there)).toEqual(plain)
})

test('a leader whose lock was taken while it slept lets go, and follows', async () => {
  const origin = createOrigin()
  const slept = await origin.tab()
  const sent = await slept.send(new Blob([plain]))
  // What a browser may do to a frozen tab.
  await navigator.locks.request(origin.name, { steal: true }, () => 'taken')
  const next = await origin.tab()
  await vi.waitFor(() => expect(next.transfer(sent.id)).toBeDefined(), { timeout: 10_000 })
  const owners = (): unknown[] => [slept, next].map((tab) => tab.transfer(sent.id)?.state().owner).sort()
  await vi.waitFor(() => expect(owners()).toEqual(['other-tab', 'this-tab']), { timeout: 10_000 })
})

test('a leader that slept through the next one\'s beginning lets go when it wakes', async () => {
  const origin = createOrigin()
  let forgotten = false
  // A browser that forgets the first lock of the first tab: both tabs have one, and only the epoch tells them apart.
  const slept = await origin.tab((locks) => ({
    request: ((name: string, ...rest: [never, never]) => {
      const isFirst = name === origin.name && !forgotten
      if (isFirst) forgotten = true
      return locks.request(isFirst ? `${name}-forgotten` : name, ...rest)
    }) as Locks['request']
  }))
  const sent = await slept.send(new Blob([plain]))
  const next = await origin.tab()
  const owners = (): unknown[] => [slept, next].map((tab) => tab.transfer(sent.id)?.state().owner)
  await vi.waitFor(() => expect(owners()).toEqual(['other-tab', 'this-tab']), { timeout: 10_000 })
  await slept.transfer(sent.id)?.cancel()
  expect(next.transfers()).toEqual([])
})

test.each([
  Object.assign(new Error('the disk is gone'), { code: 'io' }),
  new DOMException('the disk is gone', 'AbortError')
])('a tab whose engine cannot be opened says why: %s', async (error) => {
  const locks = navigator.locks
  const options = { name: `broken-${++origins}`, locks, nextEpoch: (seen: number) => seen + 1, system }
  const opening = createTabEngine({
    ...options,
    openChannel: (channel) => new BroadcastChannel(channel) as never,
    openEngine: async () => { throw error },
    onTrouble: () => undefined
  })
  await expect(opening).rejects.toThrow('the disk is gone')
})
