import { afterEach, expect, test } from 'vitest'
import { createStore } from '../adapters/store/store.ts'
import { createWebCrypto } from '../adapters/store/web-crypto.ts'
import { createSystem } from '../adapters/system/index.ts'
import { createMemoryDisk, type MemoryFiles } from '../testing/memory-disk.ts'
import { createMemoryNetwork, type MemoryNetwork } from '../testing/memory-links.ts'
import { createMemorySignals, type MemorySignals } from '../testing/memory-signals.ts'
import { createEngine, type HoldingEngine } from './engine.ts'
import type { EngineOptions } from './options.ts'
import type { Transfer } from './transfer.ts'
import type { TransferState } from './transfer-state.ts'

const system = createSystem()
const plain = Uint8Array.from({ length: 20_000 }, (_, i) => i * 7 % 251)

interface World { readonly network: MemoryNetwork, readonly signals: MemorySignals }

function createWorld (): World {
  return {
    network: createMemoryNetwork(),
    signals: createMemorySignals({ now: () => system.now().wall, after: system.alarm, delayMs: 1 })
  }
}

const open = new Set<HoldingEngine>()
afterEach(async () => {
  await Promise.all([...open].map((engine) => engine.close()))
  open.clear()
})

let homes = 0

/** An engine over a disk, links and signals in memory, with chunks of 1 KiB. */
async function openEngine (
  { network, signals }: World, options: Partial<EngineOptions> = {}, files: MemoryFiles = new Map()
): Promise<HoldingEngine> {
  const engine = await createEngine({
    platform: {
      system,
      store: createStore(createMemoryDisk({ files }), createWebCrypto(), { chunkBytes: 1024 }),
      createLink: (privacy, listener) => network.createLink(privacy, listener, { listens: true })
    },
    signals: signals.member(`home-${++homes}`),
    ...options
  })
  open.add(engine)
  return engine
}

async function close (engine: HoldingEngine): Promise<void> {
  open.delete(engine)
  await engine.close()
}

/** An engine that keeps whatever it is asked to, and where it is. */
async function openKeeper (world: World, files?: MemoryFiles): Promise<{ engine: HoldingEngine, address: string }> {
  let address = ''
  const engine: HoldingEngine = await openEngine(world, {
    onDeposit: async (_privacy, _peer, _path, _address, { payload, columns }) => {
      await engine.hold(payload, { columns })
      return { accepted: true, columns, untilMs: system.now().wall + 60_000 }
    },
    onEvent: (_now, event) => {
      if (event.type === 'self' && event.privacy === 'direct') address = event.addresses[0] ?? address
    }
  }, files)
  await engine.warm('direct')
  return { engine, address }
}

async function until (transfer: Transfer, is: (state: TransferState) => boolean): Promise<TransferState> {
  return await new Promise((resolve) => {
    const look = (state: TransferState): void => {
      if (!is(state)) return
      stop()
      resolve(state)
    }
    const stop = transfer.subscribe(look)
    look(transfer.state())
  })
}

async function received (transfer: Transfer): Promise<Uint8Array> {
  await transfer.done()
  return new Uint8Array(await (await transfer.blob()).arrayBuffer())
}

test('a payload outlives its uploader: held, received from the keeper, and forgotten once it was', async () => {
  const world = createWorld()
  const keeper = await openKeeper(world)
  const author = await openEngine(world, { keepers: [keeper.address] })
  const sent = await author.send(new Blob([plain]), { until: 'held' })
  await sent.done()
  expect(sent.state().holders).toMatchObject({ held: 1, of: 1, mayLeave: true })
  const [hold] = keeper.engine.holds()
  expect(hold!.state()).toMatchObject({ phase: 'holding', columns: [0], bytes: { have: 20 * 1024, of: 20 * 1024 } })
  await close(author)

  const reader = await openEngine(world)
  const got = await reader.receive(sent.text)
  expect(await received(got)).toEqual(plain)
  expect(await hold!.ended).toBe('received')
  expect(keeper.engine.holds()).toEqual([])
})

interface Kept { readonly files: MemoryFiles, readonly engine: HoldingEngine }

/** Two of four columns are enough, each with a keeper of its own, and the author is gone. */
async function twoOfFour (world: World): Promise<{ readonly text: string, readonly keepers: readonly Kept[] }> {
  const keepers = await Promise.all(Array.from({ length: 4 }, async () => {
    const files: MemoryFiles = new Map()
    return { files, ...await openKeeper(world, files) }
  }))
  const author = await openEngine(world, { keepers: keepers.map(({ address }) => address) })
  const sent = await author.send(new Blob([plain]), { holders: { need: 2, of: 4 }, until: 'held', audience: 'group' })
  await until(sent, (state) => state.holders?.held === 4)
  await close(author)
  return { text: sent.text, keepers }
}

const PAIRS = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]

test.for(PAIRS)('of four columns, holders %i and %i alone are enough', async (pair) => {
  const world = createWorld()
  const { text, keepers } = await twoOfFour(world)
  expect(keepers.flatMap(({ engine }) => engine.holds().flatMap((hold) => hold.state().columns)).sort())
    .toEqual([0, 1, 2, 3])
  for (const [i, { engine }] of keepers.entries()) if (!pair.includes(i)) await close(engine)
  const reader = await openEngine(world)
  expect(await received(await reader.receive(text))).toEqual(plain)
})

test('one holder too few: the receiver says so and which columns, and completes when one returns', async () => {
  const world = createWorld()
  const { text, keepers } = await twoOfFour(world)
  const columns = keepers[0]!.engine.holds()[0]!.state().columns
  for (const { engine } of keepers.slice(1)) await close(engine)
  const reader = await openEngine(world)
  const got = await reader.receive(text)
  const short = await until(got, ({ pauseReason }) => pauseReason === 'not-enough-holders')
  expect(short.holders).toMatchObject({ need: 2, of: 4, online: 1 })
  expect([...short.holders!.missing, ...columns].sort()).toEqual([0, 1, 2, 3])
  await openKeeper(world, keepers[2]!.files)
  expect(await received(got)).toEqual(plain)
})

test('the author lets go, and whoever holds it drops it', async () => {
  const world = createWorld()
  const keeper = await openKeeper(world)
  const author = await openEngine(world, { keepers: [keeper.address] })
  const sent = await author.send(new Blob([plain]), { until: 'held', audience: 'group' })
  await sent.done()
  const [hold] = keeper.engine.holds()
  sent.release()
  expect(await hold!.ended).toBe('released')
})

test('a holder goes on after a restart with what it kept, and the author knows it still', async () => {
  const world = createWorld()
  const [kept, own]: MemoryFiles[] = [new Map(), new Map()]
  const keeper = await openKeeper(world, kept)
  const author = await openEngine(world, { keepers: [keeper.address] }, own)
  const sent = await author.send(new Blob([plain]), { until: 'held' })
  await sent.done()
  await close(author)
  await close(keeper.engine)
  const again = await openKeeper(world, kept)
  expect(again.engine.holds()[0]!.state()).toMatchObject({ phase: 'holding', bytes: { have: 20 * 1024 } })
  const back = await openEngine(world, {}, own)
  expect(back.transfer(sent.id)!.state().holders).toMatchObject({ held: 1, mayLeave: true })
})

test('what this engine has itself is not held for others besides', async () => {
  const world = createWorld()
  const author = await openEngine(world)
  const sent = await author.send(new Blob([plain]))
  await expect(author.hold(sent.text)).rejects.toMatchObject({ code: 'bad-option' })
})

test('a scheme that no payload can have, and keepers without an id, are refused', async () => {
  const world = createWorld()
  const author = await openEngine(world)
  await expect(author.send(new Blob([plain]), { holders: { need: 3, of: 2 } }))
    .rejects.toMatchObject({ code: 'bad-option' })
  await expect(openEngine(world, { keepers: ['/ip4/127.0.0.1/tcp/1'] })).rejects.toMatchObject({ code: 'bad-option' })
})
