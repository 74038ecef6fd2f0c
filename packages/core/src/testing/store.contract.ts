/**
 * What every store does, directly over a disk or behind a port, as scenarios that need no test runner:
 * `for (const { title, run } of storeContract) test(title, async () => await run(await openHarness()))`.
 */
import { chunkNo, pageNo, type SwarmNo } from '../ids.ts'
import type { SourceRef } from '../ports.ts'
import type { StorePort as Store } from '../ports.ts'
import { codedStoreContract } from './coded-store.contract.ts'
import { rejects, same } from './store-expect.ts'
import type { StoreHarness, StoreScenario } from './store-harness.ts'
import { createPayload, getOf, passChunks, passPages, plainBytes, publish, range, sendOf } from './store-payload.ts'

export type { StoreHarness, StoreScenario }

const CAPACITY = 1004

async function sourceAt (harness: StoreHarness, path: string): Promise<SourceRef> {
  return await harness.choose?.(path) ?? { kind: 'path', path }
}

/** A reader's target, if it can have one of its own. */
function targetOf (harness: StoreHarness, path: string): string | undefined {
  return harness.choose === undefined ? path : undefined
}

/** A finished download. */
async function received (
  harness: StoreHarness, store: Store, reader: SwarmNo, target: string | undefined
): Promise<Uint8Array | undefined> {
  if (target !== undefined) return await harness.read(target)
  return new Uint8Array(await (await store.blobOf(reader)).arrayBuffer())
}

/** Sends a file through one store, from an author's transfer to a reader's. */
async function through (harness: StoreHarness, length: number): Promise<void> {
  const { store } = await harness.open()
  const [source, target] = [harness.path('source.bin'), targetOf(harness, harness.path('target.bin'))]
  const plain = plainBytes(length)
  await harness.write(source, plain)
  const payload = await createPayload()
  const author = await store.create(sendOf(payload, await sourceAt(harness, source)))
  const reader = await store.create(getOf(payload, target))
  const pages = await publish(store, author)
  const chunks = Math.ceil(length / CAPACITY)
  same(pages.reduce((sum, { count }) => sum + count, 0), chunks, 'chunks listed')
  same([pages.at(-1)?.final, pages.at(-1)?.size], [true, length], 'the final page')
  await passPages(store, author, store, reader, 0, pages.length)
  await passChunks(store, author, store, reader, range(0, chunks))
  await store.finish(reader)
  same(await received(harness, store, reader, target), plain, 'the file received')
  same(await store.targetPath(reader), target, 'where it is')
  same(await store.readPlain(reader, 0, length + 10), plain, 'the plain bytes')
  await store.close()
  const { store: again, stored } = await harness.open()
  const [sent, got] = stored
  same([sent?.state, got?.state], ['active', 'done'], 'states after a restart')
  same(
    [sent?.sealedChunks, sent?.sealedLast, got?.pages.length],
    [chunks, true, pages.length],
    'what is known after a restart'
  )
  for (const chunk of range(0, chunks)) {
    same(
      await again.readChunk(got!.swarm, chunkNo(chunk)),
      await again.readChunk(sent!.swarm, chunkNo(chunk)),
      `chunk ${chunk}`
    )
  }
  await again.close()
}

interface Begun {
  readonly store: Store
  readonly author: SwarmNo
  readonly reader: SwarmNo
  readonly plain: Uint8Array
  readonly pages: number
  readonly source: string
  readonly target: string | undefined
}

/** An author that has sealed and listed a file of so many chunks, and a reader that knows its pages. */
async function begin (harness: StoreHarness, chunks: number): Promise<Begun> {
  const { store } = await harness.open()
  const [source, target] = [harness.path('source.bin'), targetOf(harness, harness.path('target.bin'))]
  const plain = plainBytes(chunks * CAPACITY - 100)
  await harness.write(source, plain)
  const payload = await createPayload()
  const author = await store.create(sendOf(payload, await sourceAt(harness, source)))
  const reader = await store.create(getOf(payload, target))
  const pages = await publish(store, author)
  await passPages(store, author, store, reader, 0, pages.length)
  return { store, author, reader, plain, pages: pages.length, source, target }
}

export const storeContract: readonly StoreScenario[] = [
  ...[0, 1, CAPACITY - 1, CAPACITY, CAPACITY + 1, 3 * CAPACITY, 12 * CAPACITY, 12 * CAPACITY + 500].map((length) => ({
    title: `a file of ${length} bytes arrives as it was, and both ends can give it after a restart`,
    run: (harness: StoreHarness) => through(harness, length),
  })),
  {
    title: 'a stream arrives while it is being made, with short chunks where it paused',
    run: async (harness) => {
      const { store } = await harness.open()
      const payload = await createPayload('stream')
      const author = await store.create(sendOf(payload, { kind: 'stream' }))
      const reader = await store.create(getOf(payload))
      const plain = plainBytes(2500)
      const sealing = store.seal(author, 8, 10)
      await store.feed(author, plain.slice(0, 100))
      same(await sealing, { first: 0, count: 1, bytes: 100, short: true, last: false }, 'a flushed chunk')
      await store.signPage(author, 1, false)
      await passPages(store, author, store, reader, 0, 1)
      await passChunks(store, author, store, reader, [0])
      same(await store.readPlain(reader, 0, 100), plain.slice(0, 100), 'the first bytes at the reader')
      await store.feed(author, plain.slice(100))
      same(
        await store.seal(author, 8, 10_000),
        { first: 1, count: 2, bytes: 2 * CAPACITY, short: false, last: false },
        'full chunks'
      )
      await store.feed(author, null)
      same(await store.seal(author, 8, 10_000), { first: 3, count: 1, bytes: 392, short: false, last: true }, 'the end')
      same((await store.signPage(author, 3, true)).page.size, 2500, 'the size')
      await passPages(store, author, store, reader, 1, 2)
      await passChunks(store, author, store, reader, [1, 2, 3])
      await store.finish(reader)
      same(await store.readPlain(reader, 50, 2450), plain.slice(50), 'the plain bytes at the reader')
      same(await store.readPlain(author, 50, 2450), plain.slice(50), 'the plain bytes at the author')
      await store.close()
    },
  },
  {
    title: 'a stream that ends without another byte has an empty final page',
    run: async (harness) => {
      const { store } = await harness.open()
      const author = await store.create(sendOf(await createPayload('stream'), { kind: 'stream' }))
      await store.feed(author, plainBytes(CAPACITY))
      same((await store.seal(author, 8, 10)).last, false, 'the end is not known yet')
      await store.signPage(author, 1, false)
      await store.feed(author, null)
      same(await store.seal(author, 8, 10), { first: 1, count: 0, bytes: 0, short: false, last: true }, 'the end')
      const { page } = await store.signPage(author, 0, true)
      same([page.count, page.final, page.size], [0, true, CAPACITY], 'the final page')
      await rejects(store.feed(author, plainBytes(1)), 'bad-option', 'feeding an ended stream')
      await store.close()
    },
  },
  {
    title: 'feeding waits for the sealer',
    run: async (harness) => {
      const { store } = await harness.open()
      const author = await store.create(sendOf(await createPayload('stream'), { kind: 'stream' }))
      let fed = 0
      const feeding = (async () => {
        for (let i = 0; i < 24; i++) {
          await store.feed(author, plainBytes(64 * 1024))
          fed++
        }
        await store.feed(author, null)
      })()
      const nonsense = { key: 0, finalPage: new Uint8Array(32), signature: new Uint8Array(64) }
      while (fed < 16) await store.checkReceipt(author, nonsense)
      for (let turn = 0; turn < 20; turn++) await store.setPaused(author, false)
      same(fed < 24, true, 'the feeder waits')
      for (let last = false; !last;) last = (await store.seal(author, 64, 10)).last
      await feeding
      same(fed, 24, 'pieces fed in the end')
      await store.close()
    },
  },
  {
    title: 'chunk buffers are moved in and given back',
    run: async (harness) => {
      const { store, author, reader } = await begin(harness, 3)
      const sealed = await store.readChunk(author, chunkNo(0))
      const buffer = sealed.buffer as ArrayBuffer
      const keeping = store.keep(reader, chunkNo(0), buffer)
      same(buffer.byteLength, 0, 'bytes left with who gave the buffer')
      const kept = await keeping
      same([kept.outcome, kept.buffer.byteLength], ['ok', 1024], 'what comes back')
      const next = await store.readChunk(author, chunkNo(1), kept.buffer)
      const outcome = (await store.keep(reader, chunkNo(1), next.buffer as ArrayBuffer)).outcome
      same([outcome, kept.buffer.byteLength], ['ok', 0], 'a chunk that was read with a spare buffer')
      const fed = plainBytes(100)
      const stream = await store.create(sendOf(await createPayload('stream'), { kind: 'stream' }))
      await store.feed(stream, fed)
      same(fed.byteLength, 0, 'bytes left with who fed them')
      const part = plainBytes(100).subarray(10, 20)
      await store.feed(stream, part)
      same(part.byteLength, 10, 'a part of a buffer stays with its owner')
      await store.close()
    },
  },
  {
    title: 'a chunk that is not what its page says is refused, and the right one is still welcome',
    run: async (harness) => {
      const { store, author, reader } = await begin(harness, 3)
      const wrong = await store.readChunk(author, chunkNo(1))
      wrong[500]! ^= 1
      same((await store.keep(reader, chunkNo(1), wrong.buffer as ArrayBuffer)).outcome, 'bad-digest', 'a changed chunk')
      same((await store.keep(reader, chunkNo(1), new ArrayBuffer(10))).outcome, 'bad-digest', 'a short chunk')
      const other = await store.readChunk(author, chunkNo(2))
      same((await store.keep(reader, chunkNo(1), other.buffer as ArrayBuffer)).outcome, 'bad-digest', 'another chunk')
      same((await store.keep(reader, chunkNo(99), new ArrayBuffer(1024))).outcome, 'unlisted', 'a chunk of no page')
      await rejects(store.readChunk(reader, chunkNo(1)), 'not-found', 'reading what was refused')
      await passChunks(store, author, store, reader, [1, 1])
      same(await store.readChunk(reader, chunkNo(1)), await store.readChunk(author, chunkNo(1)), 'chunk 1 at both')
      await store.close()
    },
  },
  {
    title: 'a download goes on after a restart where it was, chunks in any order',
    run: async (harness) => {
      const { store, author, reader, plain, target } = await begin(harness, 9)
      await passChunks(store, author, store, reader, [7, 2, 5])
      if (target !== undefined) same(await harness.read(target), undefined, 'the target before the end')
      else await rejects(store.blobOf(reader), 'not-found', 'the download before its end')
      await store.close()
      const { store: again, stored } = await harness.open()
      const got = stored[1]
      same(
        [got?.have, got?.resumedBytes, got?.state],
        [Uint8Array.from([0b00100101, 0]), 3 * 1024, 'active'],
        'what is there'
      )
      await passChunks(again, author, again, reader, [0, 1, 3, 4, 6, 8])
      await again.finish(reader)
      same(await received(harness, again, reader, target), plain, 'the file received')
      await again.close()
    },
  },
  {
    title: 'a download is not finished before it is complete',
    run: async (harness) => {
      const { store, author, reader } = await begin(harness, 3)
      await passChunks(store, author, store, reader, [0, 2])
      await rejects(store.finish(reader), 'bad-option', 'finishing')
      await rejects(store.signReceipt(reader), 'bad-option', 'a receipt')
      same((await store.readPlain(reader, CAPACITY - 10, 100)).length, 10, 'reading up to the gap')
      await rejects(store.readPlain(reader, CAPACITY, 100), 'not-found', 'reading in the gap')
      await store.close()
    },
  },
  {
    title: 'a receipt is believed once, from a key of page 0, for the final page',
    run: async (harness) => {
      const { store, author, reader } = await begin(harness, 2)
      await passChunks(store, author, store, reader, [0, 1])
      await store.finish(reader)
      const receipt = await store.signReceipt(reader)
      same(await store.checkReceipt(author, { ...receipt, key: 1 }), { ok: false, receipts: 0 }, 'another key')
      same(
        await store.checkReceipt(author, { ...receipt, finalPage: new Uint8Array(32) }),
        { ok: false, receipts: 0 },
        'another page'
      )
      same(
        await store.checkReceipt(author, { ...receipt, signature: new Uint8Array(64) }),
        { ok: false, receipts: 0 },
        'no signature'
      )
      same(await store.checkReceipt(author, receipt), { ok: true, receipts: 1 }, 'the receipt')
      same(await store.checkReceipt(author, receipt), { ok: true, receipts: 1 }, 'the receipt again')
      await store.close()
      const { store: again, stored } = await harness.open()
      same(stored[0]?.receipts, 1, 'receipts after a restart')
      await again.close()
    },
  },
  {
    title: 'pauses and failures are remembered; going on ends a failure',
    run: async (harness) => {
      const { store, reader } = await begin(harness, 2)
      await store.setPaused(reader, true)
      await store.setFailed(reader, 'disk-full')
      await store.close()
      const { store: again, stored } = await harness.open()
      same([stored[1]?.paused, stored[1]?.state, stored[1]?.failure], [true, 'failed', 'disk-full'], 'after a restart')
      await again.setPaused(reader, false)
      await again.close()
      const { store: third, stored: later } = await harness.open()
      same([later[1]?.paused, later[1]?.state, later[1]?.failure], [false, 'active', undefined], 'after going on')
      await third.close()
    },
  },
  {
    title: 'what is forgotten leaves nothing behind but the files of the person',
    run: async (harness) => {
      const { store, author, reader, source, target, plain } = await begin(harness, 3)
      await passChunks(store, author, store, reader, [0])
      await store.forget(reader)
      await store.forget(author)
      await store.forget(author)
      await rejects(store.readPage(author, pageNo(0)), 'not-found', 'a forgotten transfer')
      same(await harness.read(source), plain, 'the source')
      if (target !== undefined) {
        same([await harness.read(target), await harness.read(`${target}.passel-part`)], [undefined, undefined], 'files')
      }
      await store.close()
      const { store: again, stored } = await harness.open()
      same(stored, [], 'transfers after a restart')
      const next = await again.create(getOf(await createPayload()))
      same(next > author && next > reader, true, 'a number that was never used')
      await again.close()
    },
  },
  {
    title: 'forgetting ends what waits for a slow stream',
    run: async (harness) => {
      const { store } = await harness.open()
      const author = await store.create(sendOf(await createPayload('stream'), { kind: 'stream' }))
      const sealing = rejects(store.seal(author, 1, 1000), 'canceled', 'sealing')
      await store.forget(author)
      await sealing
      await store.close()
    },
  },
  {
    title: 'what makes no sense is refused with a code',
    run: async (harness) => {
      const { store, author, reader } = await begin(harness, 2)
      const payload = await createPayload()
      const other = await createPayload()
      await rejects(
        store.create({ ...sendOf(payload, { kind: 'stream' }), authorSecret: other.authorSecret } as never),
        'bad-option',
        'a foreign author key'
      )
      await rejects(store.seal(reader, 1, 10), 'bad-option', 'sealing what is received')
      await rejects(store.feed(author, plainBytes(1)), 'bad-option', 'feeding a file')
      await rejects(store.signReceipt(author), 'bad-option', 'a receipt by the author')
      await rejects(store.readPage(author, pageNo(77)), 'not-found', 'a page that is not there')
      await rejects(store.signPage(author, 1, false), 'bad-option', 'a page behind the final one')
      await store.close()
      await rejects(store.readPage(author, pageNo(0)), 'io', 'a closed store')
    },
  },
  ...codedStoreContract,
]

/** What stores of platforms with paths do besides: a download gets its name there. */
export const storePathContract: readonly StoreScenario[] = [
  {
    title: 'a finished file never takes the place of another',
    run: async (harness) => {
      const { store, author, reader, plain } = await begin(harness, 2)
      const target = harness.path('target.bin')
      await harness.write(target, Uint8Array.from([1, 2, 3]))
      await passChunks(store, author, store, reader, [0, 1])
      await store.finish(reader)
      same(await harness.read(target), Uint8Array.from([1, 2, 3]), 'the file that was there')
      const placed = harness.path('target (2).bin')
      same([await store.targetPath(reader), await harness.read(placed)], [placed, plain], 'the file received')
      await store.close()
    },
  },
  {
    title: 'a path that leads to no file is refused',
    run: async (harness) => {
      const { store } = await harness.open()
      const nowhere = sendOf(await createPayload(), { kind: 'path', path: harness.path('nowhere') })
      await rejects(store.create(nowhere), 'source-missing', 'no file')
      await store.close()
    },
  },
]
