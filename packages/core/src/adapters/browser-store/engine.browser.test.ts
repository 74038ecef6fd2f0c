import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEngine, type Engine } from '../../engine/engine.ts'
import type { CreateLinkPort, StorePort } from '../../ports.ts'
import { leaveAllRoom, leaveRoom, unpackableBytes } from '../../testing/browser/allowance.ts'
import { createStoreBed, type StoreBed } from '../../testing/browser/store-bed.ts'
import { createMemoryDisk } from '../../testing/memory-disk.ts'
import { createMemoryNetwork } from '../../testing/memory-links.ts'
import { createMemorySignals } from '../../testing/memory-signals.ts'
import { createStore } from '../store/store.ts'
import { createWebCrypto } from '../store/web-crypto.ts'
import { createSystem } from '../system/index.ts'

const system = createSystem()
const network = createMemoryNetwork()
const signals = createMemorySignals({ now: () => system.now().wall, after: system.alarm, delayMs: 1 })
const MEBIBYTE = 1024 * 1024

let bed: StoreBed
const engines = new Set<Engine>()

beforeEach(() => { bed = createStoreBed() })
afterEach(async () => {
  await leaveAllRoom()
  for (const engine of engines) await engine.close()
  engines.clear()
  await bed.end()
})

async function openEngine (name: string, store: StorePort): Promise<Engine> {
  const createLink: CreateLinkPort = (privacy, listener) => network.createLink(privacy, listener, { listens: true })
  const engine = await createEngine({ platform: { system, store, createLink }, signals: signals.member(name) })
  engines.add(engine)
  return engine
}

const inMemory = (): StorePort => createStore(createMemoryDisk(), createWebCrypto())

test.each(['opfs', 'indexeddb'] as const)(
  'a download that fills the allowance pauses for that reason, and goes on when there is room (%s)',
  { timeout: 60_000 },
  async (keepIn) => {
    await leaveRoom(5 * MEBIBYTE)
    const sender = await openEngine(`sender-${keepIn}`, inMemory())
    const receiver = await openEngine(`receiver-${keepIn}`, bed.store({ name: bed.newHome(), keepIn }).store)
    const plain = unpackableBytes(12 * MEBIBYTE)
    const sent = await sender.send(new Blob([plain]))
    const received = await receiver.receive(sent.text)
    await vi.waitFor(() => expect(received.state().pauseReason).toBe('quota'), 30_000)
    expect(received.state()).toMatchObject({ failure: null })
    await leaveAllRoom()
    await received.resume()
    await Promise.all([sent.done(), received.done()])
    const bytes = new Uint8Array(await (await received.blob()).arrayBuffer())
    expect(bytes.findIndex((byte, i) => byte !== plain[i])).toBe(-1)
  })
