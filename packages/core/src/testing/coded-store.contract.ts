/** What every store does with parity and columns; a part of `storeContract`. */
import { chunkNo, type SwarmNo } from '../ids.ts'
import type { SourceRef, StorePort as Store } from '../ports.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { inColumns, parityCount, stripeCount, type Scheme } from '../pure/stripes.ts'
import { rejects, same } from './store-expect.ts'
import {
  createPayload, getOf, holdOf, passChunks, passPages, plainBytes, publish, range, sendOf, type TestPayload,
} from './store-payload.ts'
import type { StoreHarness, StoreScenario } from './store-harness.ts'

const CAPACITY = 1004
const SCHEME: Scheme = { need: 4, of: 6 }
/** Two whole stripes and half of one. */
const CHUNKS = 10
const ALL = [...range(0, CHUNKS), ...range(FIRST_PARITY, FIRST_PARITY + parityCount(CHUNKS, SCHEME))]

interface Published {
  readonly store: Store
  readonly payload: TestPayload
  readonly author: SwarmNo
  readonly pages: number
  readonly plain: Uint8Array
}

async function published (harness: StoreHarness, scheme = SCHEME): Promise<Published> {
  const { store } = await harness.open()
  const path = harness.path('source.bin')
  const plain = plainBytes(CHUNKS * CAPACITY - 77)
  await harness.write(path, plain)
  const payload = await createPayload('bundle')
  const source: SourceRef = await harness.choose?.(path) ?? { kind: 'path', path }
  const author = await store.create(sendOf(payload, source, scheme))
  const pages = await publish(store, author)
  return { store, payload, author, pages: pages.length, plain }
}

const ofColumns = (columns: readonly number[], scheme = SCHEME): number[] =>
  ALL.filter((chunk) => inColumns(chunk, columns, scheme))

/** Hands what a member with some columns has to another one. */
async function give (from: Published, to: SwarmNo, columns: readonly number[]): Promise<void> {
  await passChunks(from.store, from.author, from.store, to, ofColumns(columns))
}

async function rebuildAll (store: Store, swarm: SwarmNo): Promise<string[]> {
  const outcomes = []
  for (const stripe of range(0, stripeCount(CHUNKS, SCHEME))) {
    outcomes.push((await store.rebuild(swarm, stripe)).outcome)
  }
  return outcomes
}

async function reopened (harness: StoreHarness, { store }: Published): ReturnType<StoreHarness['open']> {
  await store.close()
  return await harness.open()
}

const bits = (bytes: Uint8Array | undefined, count: number): number[] =>
  range(0, count).filter((i) => (((bytes ?? [])[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0)

export const codedStoreContract: readonly StoreScenario[] = [
  {
    title: 'parity is listed after all data, stripe by stripe, and its last page is the final one',
    run: async (harness) => {
      const { store } = await harness.open()
      const path = harness.path('source.bin')
      await harness.write(path, plainBytes(CHUNKS * CAPACITY))
      const source: SourceRef = await harness.choose?.(path) ?? { kind: 'path', path }
      const swarm = await store.create(sendOf(await createPayload('bundle'), source, SCHEME))
      await rejects(store.sealParity(swarm, 9), 'bad-option', 'parity before the data')
      const pages = await publish(store, swarm, 3, 5)
      same(pages[0], { ...pages[0], ...SCHEME }, 'the scheme on page 0')
      same(pages.filter(({ kind }) => kind !== 'parity').some(({ final }) => final), false, 'a final page of data')
      same(
        pages.filter(({ kind }) => kind === 'parity').map(({ first, count, final }) => [first, count, final]),
        [[0, 4, false], [2, 2, true]], 'pages of parity'
      )
      same(pages.at(-1)?.size, CHUNKS * CAPACITY, 'the size')
      same(await store.sealParity(swarm, 9), { first: 3, count: 0, last: true }, 'parity once more')
      await store.close()
      const { store: again, stored } = await harness.open()
      same([stored[0]?.parityStripes, stored[0]?.pages.length], [3, pages.length], 'what is known after a restart')
      await again.close()
    },
  },
  {
    title: 'four of six columns are the payload, in whatever way two are missing',
    run: async (harness) => {
      const from = await published(harness)
      for (const lost of [[0, 1], [2, 3], [1, 5], [4, 5], [0, 4], [3, 4]]) {
        const reader = await from.store.create(getOf(from.payload))
        await passPages(from.store, from.author, from.store, reader, 0, from.pages)
        await give(from, reader, range(0, SCHEME.of).filter((column) => !lost.includes(column)))
        same(await rebuildAll(from.store, reader), ['ok', 'ok', 'ok'], `rebuilding without ${lost.join()}`)
        await from.store.finish(reader)
        same(await from.store.readPlain(reader, 0, 1e6), from.plain, `the payload without ${lost.join()}`)
        await from.store.forget(reader)
      }
      await from.store.close()
    },
  },
  {
    title: 'one column too few is said, nothing is lost by trying, and one more is enough',
    run: async (harness) => {
      const from = await published(harness)
      const reader = await from.store.create(getOf(from.payload))
      await passPages(from.store, from.author, from.store, reader, 0, from.pages)
      await give(from, reader, [1, 4, 5])
      // The last stripe has two data chunks: the others are zeros that nobody needs to keep.
      same(await rebuildAll(from.store, reader), ['missing', 'missing', 'ok'], 'three of four')
      await give(from, reader, [3])
      same(await rebuildAll(from.store, reader), ['ok', 'ok', 'ok'], 'four of four')
      same((await from.store.rebuild(reader, 99)).outcome, 'missing', 'a stripe that is not there')
      await from.store.finish(reader)
      same(await from.store.readPlain(reader, 0, 1e6), from.plain, 'the payload')
      await from.store.close()
    },
  },
  {
    title: 'who has the payload makes its parity on demand, after a restart too',
    run: async (harness) => {
      const from = await published(harness)
      const reader = await from.store.create(getOf(from.payload))
      await passPages(from.store, from.author, from.store, reader, 0, from.pages)
      await rejects(from.store.readChunk(reader, chunkNo(FIRST_PARITY)), 'not-found', 'parity before the data')
      await passChunks(from.store, from.author, from.store, reader, range(0, CHUNKS))
      await from.store.finish(reader)
      const { store } = await reopened(harness, from)
      for (const chunk of ofColumns([4, 5])) {
        const wanted = await store.readChunk(from.author, chunkNo(chunk))
        same(await store.readChunk(reader, chunkNo(chunk)), wanted, `parity ${chunk}`)
        same(await store.readChunk(reader, chunkNo(chunk)), wanted, `parity ${chunk} once more`)
      }
      await rejects(store.readChunk(reader, chunkNo(FIRST_PARITY + 6)), 'not-found', 'parity behind the end')
      await store.close()
    },
  },
  {
    title: 'a holder keeps its columns without a key to read them, and gives them after a restart',
    run: async (harness) => {
      const from = await published(harness)
      const holder = await from.store.create(holdOf(from.payload, [1, 5]))
      await passPages(from.store, from.author, from.store, holder, 0, from.pages)
      const chunks = ofColumns([1, 5])
      await passChunks(from.store, from.author, from.store, holder, chunks)
      await rejects(from.store.readPlain(holder, 0, 1), 'bad-option', 'reading')
      await rejects(from.store.signReceipt(holder), 'bad-option', 'a receipt')
      await from.store.finish(holder)
      const { store, stored } = await reopened(harness, from)
      const found = stored.find(({ swarm }) => swarm === holder)
      same([found?.init.role, found?.state, found?.columns], ['hold', 'done', [1, 5]], 'what is known after a restart')
      same(found?.pages.map(({ plainOffset, size }) => [plainOffset, size]).flat().filter((it) => it !== undefined), [],
        'offsets that it cannot know')
      same(bits(found?.have, CHUNKS), chunks.filter((chunk) => chunk < FIRST_PARITY), 'data that it has')
      same(bits(found?.haveParity, 6), [1, 3, 5], 'parity that it has')
      for (const chunk of chunks) {
        const wanted = await store.readChunk(from.author, chunkNo(chunk))
        same(await store.readChunk(holder, chunkNo(chunk)), wanted, `chunk ${chunk}`)
      }
      await rejects(store.readChunk(holder, chunkNo(0)), 'not-found', 'a chunk of another column')
      await store.close()
    },
  },
  {
    title: 'a holder makes its column from any others that are enough, and keeps no more than that',
    run: async (harness) => {
      const from = await published(harness)
      for (const [own, others] of [[4, [0, 1, 3, 5]], [2, [0, 1, 4, 5]], [5, [0, 1, 2, 3]]] as const) {
        const holder = await from.store.create(holdOf(from.payload, [own]))
        await passPages(from.store, from.author, from.store, holder, 0, from.pages)
        await give(from, holder, others.slice(1))
        same((await from.store.rebuild(holder, 0)).outcome, 'missing', `column ${own} of three`)
        await give(from, holder, others.slice(0, 1))
        same(await rebuildAll(from.store, holder), ['ok', 'ok', 'ok'], `column ${own}`)
        for (const chunk of ofColumns([own])) {
          const sealed = await from.store.readChunk(holder, chunkNo(chunk))
          same(sealed, await from.store.readChunk(from.author, chunkNo(chunk)), `chunk ${chunk}`)
        }
        await rejects(from.store.readChunk(holder, chunkNo(others[0])), 'not-found', 'a chunk that only helped')
      }
      await from.store.close()
    },
  },
  {
    title: 'a holder checks what it keeps by signed pages alone',
    run: async (harness) => {
      const from = await published(harness)
      const holder = await from.store.create(holdOf(from.payload, [0, 4]))
      const keep = async (chunk: number, change = 0): Promise<string> => {
        const sealed = await from.store.readChunk(from.author, chunkNo(chunk))
        sealed[9] = (sealed[9] as number) ^ change
        return (await from.store.keep(holder, chunkNo(chunk), sealed.buffer as ArrayBuffer)).outcome
      }
      same(await keep(0), 'unlisted', 'a chunk before its page')
      await passPages(from.store, from.author, from.store, holder, 0, from.pages)
      same(await keep(0, 1), 'bad-digest', 'a chunk that is not what its page lists')
      same(await keep(FIRST_PARITY, 1), 'bad-digest', 'parity that is not what its page lists')
      same(await keep(1, 1), 'bad-digest', 'a chunk of another column')
      same([await keep(0), await keep(FIRST_PARITY)], ['ok', 'ok'], 'what is listed')
      const other = await createPayload('bundle')
      const { head, page } = await from.store.readPage(from.author, 0 as never)
      const stranger = await from.store.create(holdOf({ ...other, reference: {
        ...from.payload.reference, author: other.reference.author,
      } }, [0]))
      same((await from.store.checkPage(stranger, head, page)).verdict, 'forged', 'a page signed by another key')
      await rejects(from.store.create(holdOf(from.payload, [])), 'bad-option', 'no columns')
      await rejects(from.store.create(holdOf(from.payload, [255])), 'bad-option', 'a column that none has')
      await from.store.close()
    },
  },
  {
    title: 'columns that are given up are gone, and those that are added can be filled',
    run: async (harness) => {
      const from = await published(harness)
      const holder = await from.store.create(holdOf(from.payload, [1, 2]))
      await passPages(from.store, from.author, from.store, holder, 0, from.pages)
      await give(from, holder, [1, 2])
      await rejects(from.store.setColumns(holder, [6]), 'bad-option', 'a column that there is not')
      await from.store.setColumns(holder, [2, 4])
      await rejects(from.store.readChunk(holder, chunkNo(1)), 'not-found', 'a chunk that was given up')
      await give(from, holder, [4])
      const { store, stored } = await reopened(harness, from)
      same(stored.find(({ swarm }) => swarm === holder)?.columns, [2, 4], 'columns after a restart')
      for (const chunk of ofColumns([2, 4])) await store.readChunk(holder, chunkNo(chunk))
      await store.close()
    },
  },
  {
    title: 'a finished download that stays in the home gives up all but its columns',
    run: async (harness) => {
      const from = await published(harness)
      const reader = await from.store.create(getOf(from.payload))
      await passPages(from.store, from.author, from.store, reader, 0, from.pages)
      await rejects(from.store.setColumns(reader, [0]), 'bad-option', 'columns of what is not here')
      await passChunks(from.store, from.author, from.store, reader, range(0, CHUNKS))
      await from.store.finish(reader)
      await from.store.setColumns(reader, [3, 5])
      const { store, stored } = await reopened(harness, from)
      const found = stored.find(({ swarm }) => swarm === reader)
      same([found?.state, found?.columns], ['done', [3, 5]], 'what is known after a restart')
      for (const chunk of ofColumns([3, 5])) {
        const wanted = await store.readChunk(from.author, chunkNo(chunk))
        same(await store.readChunk(reader, chunkNo(chunk)), wanted, `chunk ${chunk}`)
      }
      await rejects(store.readChunk(reader, chunkNo(0)), 'not-found', 'a chunk that was given up')
      await rejects(store.readPlain(reader, 0, 10), 'not-found', 'plain bytes that were given up')
      await store.close()
    },
  },
  {
    title: 'a holder of copies keeps the whole payload, whichever column it was given',
    run: async (harness) => {
      const from = await published(harness, { need: 1, of: 3 })
      const holder = await from.store.create(holdOf(from.payload, [2]))
      await passPages(from.store, from.author, from.store, holder, 0, from.pages)
      await passChunks(from.store, from.author, from.store, holder, range(0, CHUNKS))
      const { store, stored } = await reopened(harness, from)
      same(bits(stored.find(({ swarm }) => swarm === holder)?.have, CHUNKS), range(0, CHUNKS), 'what it has')
      for (const chunk of range(0, CHUNKS)) await store.readChunk(holder, chunkNo(chunk))
      same((await store.rebuild(holder, 0)).outcome, 'missing', 'rebuilding where there is no parity')
      await store.close()
    },
  },
  {
    title: 'who else keeps it is remembered',
    run: async (harness) => {
      const from = await published(harness)
      const holders = [{ peer: 'p', addresses: ['/dns4/a/tcp/1/p2p/p'], columns: [2], heldAtMs: 5 }]
      await from.store.setHolders(from.author, holders)
      const { store, stored } = await reopened(harness, from)
      same(stored[0]?.holders, holders, 'holders after a restart')
      await store.close()
    },
  },
  {
    title: 'only the author releases a payload, and its word is remembered and passed on',
    run: async (harness) => {
      const from = await published(harness)
      const holder = await from.store.create(holdOf(from.payload, [1]))
      await rejects(from.store.signRelease(holder), 'bad-option', 'a release by a holder')
      const signature = await from.store.signRelease(from.author)
      same(await from.store.signRelease(from.author), signature, 'the same release again')
      same(await from.store.checkRelease(holder, signature), false, 'a release of what is not known yet')
      await passPages(from.store, from.author, from.store, holder, 0, from.pages)
      const forged = signature.slice()
      forged[3] = (forged[3] as number) ^ 1
      same(await from.store.checkRelease(holder, forged), false, 'a forged release')
      same(await from.store.checkRelease(holder, signature), true, 'a release')
      const { store, stored } = await reopened(harness, from)
      same(stored.map(({ released, release }) => [released, release]), [[true, signature], [true, signature]], 'later')
      await store.close()
    },
  },
  {
    title: 'what is forgotten leaves no file behind',
    run: async (harness) => {
      const from = await published(harness)
      const holder = await from.store.create(holdOf(from.payload, [1, 4]))
      await passPages(from.store, from.author, from.store, holder, 0, from.pages)
      await give(from, holder, [0, 1, 4])
      await from.store.forget(holder)
      await from.store.forget(from.author)
      const { store, stored } = await reopened(harness, from)
      same(stored.length, 0, 'transfers')
      await store.close()
    },
  },
  {
    title: 'a scheme that cannot be is refused',
    run: async (harness) => {
      const { store } = await harness.open()
      const path = harness.path('source.bin')
      await harness.write(path, plainBytes(10))
      const source: SourceRef = await harness.choose?.(path) ?? { kind: 'path', path }
      for (const policy of [{ need: 0, of: 2 }, { need: 3, of: 2 }, { need: 1, of: 256 }, { need: 1.5, of: 2 }]) {
        await rejects(store.create(sendOf(await createPayload(), source, policy)), 'bad-option', JSON.stringify(policy))
      }
      await store.close()
    },
  },
]
