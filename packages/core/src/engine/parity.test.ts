import { afterEach, expect, test, vi } from 'vitest'
import { createStore } from '../adapters/store/store.ts'
import { createWebCrypto } from '../adapters/store/web-crypto.ts'
import { createSystem } from '../adapters/system/index.ts'
import type { Address } from '../ids.ts'
import { createMemoryDisk, type MemoryFiles } from '../testing/memory-disk.ts'
import { createMemoryNetwork } from '../testing/memory-links.ts'
import { createEngine, type HoldingEngine } from './engine.ts'
import type { Hold } from './hold.ts'
import type { Transfer } from './transfer.ts'

const system = createSystem()
const plain = Uint8Array.from({ length: 60_000 }, (_, i) => (i * 7 + (i >> 8) * 13) % 251)
const SCHEME = { need: 3, of: 6 }

const open = new Set<HoldingEngine>()
afterEach(async () => {
  await Promise.all([...open].map((engine) => engine.close()))
  open.clear()
})

interface Member { readonly engine: HoldingEngine, readonly address: Address }

interface World { member (files?: MemoryFiles, keepers?: readonly Address[]): Promise<Member> }

/** Engines that listen, with chunks of 1 KiB. */
function createWorld (): World {
  const network = createMemoryNetwork()
  return {
    member: async (files = new Map(), keepers = []) => {
      let address: Address = ''
      const engine = await createEngine({
        platform: {
          system,
          store: createStore(createMemoryDisk({ files }), createWebCrypto(), { chunkBytes: 1024 }),
          createLink: async (privacy, listener) => {
            const link = await network.createLink(privacy, listener, { listens: true })
            address = link.addresses()[0]!
            return link
          }
        },
        keepers
      })
      open.add(engine)
      await engine.warm('direct')
      return { engine, address }
    }
  }
}

async function close (engine: HoldingEngine): Promise<void> {
  open.delete(engine)
  await engine.close()
}

async function bytesOf (transfer: Transfer): Promise<Uint8Array> {
  return new Uint8Array(await (await transfer.blob()).arrayBuffer())
}

const whole = async (hold: Hold): Promise<void> => {
  await vi.waitFor(() => { expect(hold.state().phase).toBe('holding') }, 20_000)
}

interface Held {
  readonly text: string
  readonly holders: readonly HoldingEngine[]
  readonly homes: readonly MemoryFiles[]
}

/** A payload whose author is gone and whose columns are with one engine each; its reference names them. */
async function publish (world: World, columns: readonly number[]): Promise<Held> {
  const homes: MemoryFiles[] = columns.map(() => new Map())
  const holders = await Promise.all(homes.map((files) => world.member(files)))
  const author = await world.member(new Map(), holders.map(({ address }) => address))
  const sent = await author.engine.send(new Blob([plain]), { until: 'forever', audience: 'group', holders: SCHEME })
  await Promise.all(holders.map(async ({ engine }, i) => {
    await whole(await engine.hold(sent.text, { columns: [columns[i]!] }))
  }))
  await close(author.engine)
  return { text: sent.text, holders: holders.map(({ engine }) => engine), homes }
}

async function reader (world: World): Promise<HoldingEngine> {
  return (await world.member()).engine
}

test('any three of six columns are enough when the author is gone', async () => {
  const world = createWorld()
  const { text } = await publish(world, [1, 3, 5])
  const received = await (await reader(world)).receive(text)
  await received.done()
  expect(await bytesOf(received)).toEqual(plain)
  expect(received.state().traffic.in).toBeLessThan(plain.length * 1.2)
}, 40_000)

test('with parity alone it is whole, and its reader gives it to others', async () => {
  const world = createWorld()
  const { text, holders } = await publish(world, [3, 4, 5])
  const first = await (await reader(world)).receive(text)
  await first.done()
  expect(await bytesOf(first)).toEqual(plain)
  // One stays, and names the reader to whoever comes.
  await Promise.all(holders.slice(1).map(close))
  const second = await (await reader(world)).receive(text)
  await second.done()
  expect(await bytesOf(second)).toEqual(plain)
}, 40_000)

test('one holder fewer: who reads is told what is missing, and it is whole when that one is back', async () => {
  const world = createWorld()
  const { text, holders, homes } = await publish(world, [0, 2, 4])
  await close(holders[2]!)
  const received = await (await reader(world)).receive(text)
  await vi.waitFor(() => {
    expect(received.state()).toMatchObject({
      phase: 'transferring', pauseReason: 'not-enough-holders', failure: null,
      holders: { need: 3, of: 6, online: 2, missing: [1, 3, 4, 5] }
    })
  }, 20_000)
  await world.member(homes[2])
  await received.done()
  expect(await bytesOf(received)).toEqual(plain)
}, 40_000)
