import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { chunkNo, pageNo, swarmNo } from '../../ids.ts'
import {
  chances, crashed, insideLastWrites, openLive, TINY_CAPACITY, type Instant, type LiveStore,
} from '../../testing/store-crash.ts'
import {
  createPayload, getOf, plainBytes, publish, range, sendOf, type TestPayload,
} from '../../testing/store-payload.ts'
import type { MemoryFiles } from '../../testing/memory-disk.ts'
import type { Crash } from '../../testing/torn-disk.ts'

const READER = swarmNo(1)
const TARGET = '/target.bin'
const CHUNKS = 40
const SIZE = CHUNKS * TINY_CAPACITY - 30
const PLAIN = plainBytes(SIZE)
/** Any order but ascending; with more chunks than a checkpoint waits for. */
const ORDER = Array.from({ length: CHUNKS }, (_, i) => (i * 7 + 3) % CHUNKS)

/** What a reader's store had said when its disk had seen `at` changes. */
type Said = { readonly at: number } & (
  | { readonly what: 'created' | 'finished' }
  | { readonly what: 'page', readonly page: number }
  | { readonly what: 'kept', readonly chunk: number }
)

interface Recorded {
  readonly author: LiveStore
  readonly pages: number
  readonly payload: TestPayload
  readonly live: LiveStore
  readonly said: readonly Said[]
}

/** Downloads a payload of 40 chunks on 7 pages, pages and chunks mixed, one chunk at a time. */
async function record (): Promise<Recorded> {
  const author = await openLive({ files: new Map([['outside/source', { bytes: PLAIN, modifiedMs: 1 }]]) })
  const payload = await createPayload()
  await author.store.create(sendOf(payload, { kind: 'path', path: 'source' }))
  const pages = (await publish(author.store, READER, 7, 6)).length
  const live = await openLive()
  const said: Said[] = []
  const say = (fact: object): void => { said.push({ at: live.disk.changes.length, ...fact } as Said) }
  const kept = (chunk: number): boolean => said.some((fact) => fact.what === 'kept' && fact.chunk === chunk)
  const missing = (): number[] => ORDER.filter((chunk) => !kept(chunk))
  await live.store.create(getOf(payload, TARGET))
  say({ what: 'created' })
  let known = 0
  for (let page = 0; page < pages; page++) {
    known += await checkNext(author, live, page)
    say({ what: 'page', page })
    for (const chunk of missing().filter((each) => each < known).slice(0, 5)) {
      await keep(author, live, chunk)
      say({ what: 'kept', chunk })
    }
  }
  for (const chunk of missing()) {
    await keep(author, live, chunk)
    say({ what: 'kept', chunk })
  }
  await live.store.finish(READER)
  say({ what: 'finished' })
  return { author, pages, payload, live, said }
}

async function checkNext (author: LiveStore, reader: LiveStore, number: number): Promise<number> {
  const { head, page } = await author.store.readPage(READER, pageNo(number))
  const checked = await reader.store.checkPage(READER, head, page)
  expect(checked.verdict).toBe('ok')
  return 'page' in checked ? checked.page.count : 0
}

async function keep (author: LiveStore, reader: LiveStore, chunk: number): Promise<void> {
  const sealed = await author.store.readChunk(READER, chunkNo(chunk))
  expect((await reader.store.keep(READER, chunkNo(chunk), sealed.buffer as ArrayBuffer)).outcome).toBe('ok')
}

const isSet = (bits: Uint8Array, chunk: number): boolean => ((bits[chunk >> 3] ?? 0) & 0x80 >> (chunk & 7)) !== 0

/** Opens what a crash left, checks it against what was said, and goes on to the end. */
async function check (recorded: Recorded, count: number, crash: Crash): Promise<void> {
  const { live, said } = recorded
  // What was said after a write was said of the whole of it.
  const whole = crash.how === 'kill' && crash.lastBytes !== undefined ? count - 1 : count
  const before = said.filter(({ at }) => at <= whole)
  const files = crashed(live, count, crash)
  const again = await openLive({ files })
  const [stored] = again.stored
  if (stored === undefined) {
    expect(before).toEqual([])
    return
  }
  // Bytes that only the system held may go with the power; a process that dies takes none.
  const survives = crash.how === 'kill'
  for (const fact of before) {
    if (fact.what === 'page' && survives) expect(stored.pages.length).toBeGreaterThan(fact.page)
    else if (fact.what === 'kept' && survives) expect(isSet(stored.have, fact.chunk)).toBe(true)
    else if (fact.what === 'finished') expect(stored.state).toBe('done')
  }
  await goOn(recorded, again, files)
}

/** Checks every chunk that a store claims against the author's, gets the rest, and compares the file. */
async function goOn ({ author, pages }: Recorded, again: LiveStore, files: MemoryFiles): Promise<void> {
  const [stored] = again.stored
  if (stored === undefined) throw new Error('the transfer is gone')
  const listed = (stored.pages.at(-1)?.first ?? 0) + (stored.pages.at(-1)?.count ?? 0)
  let claimed = 0
  for (let chunk = 0; chunk < stored.have.length * 8; chunk++) {
    if (!isSet(stored.have, chunk)) continue
    claimed++
    expect(chunk).toBeLessThan(listed)
    const wanted = await author.store.readChunk(READER, chunkNo(chunk))
    expect(await again.store.readChunk(READER, chunkNo(chunk))).toEqual(wanted)
  }
  expect(stored.resumedBytes).toBe(claimed * 128)
  for (let page = stored.pages.length; page < pages; page++) await checkNext(author, again, page)
  for (const chunk of ORDER) if (!isSet(stored.have, chunk)) await keep(author, again, chunk)
  await again.store.finish(READER)
  await again.store.close()
  expect([...files.keys()].filter((key) => key.startsWith('outside/'))).toEqual([`outside/${TARGET}`])
  expect(files.get(`outside/${TARGET}`)?.bytes).toEqual(PLAIN)
}

function copyOf (files: MemoryFiles): MemoryFiles {
  return new Map(Array.from(files, ([key, { bytes, modifiedMs }]) => [key, { bytes: bytes.slice(), modifiedMs }]))
}

/** One life of a reader: it opens the home, takes some pages and chunks, and crashes. */
interface Life {
  readonly pages: number
  readonly chunks: number
  readonly at: number
  readonly crash: 'kill' | 'power' | number
}

async function lived (author: LiveStore, pages: number, before: MemoryFiles, life: Life): Promise<MemoryFiles> {
  const reader = await openLive({ files: copyOf(before) })
  const [stored] = reader.stored
  if (stored === undefined) throw new Error('the transfer is gone')
  let listed = (stored.pages.at(-1)?.first ?? 0) + (stored.pages.at(-1)?.count ?? 0)
  const end = Math.min(pages, stored.pages.length + life.pages)
  for (let page = stored.pages.length; page < end; page++) listed += await checkNext(author, reader, page)
  const wanted = ORDER.filter((chunk) => chunk < listed && !isSet(stored.have, chunk))
  for (const chunk of wanted.slice(0, life.chunks)) await keep(author, reader, chunk)
  const count = Math.round(life.at * reader.disk.changes.length)
  const crash: Crash = typeof life.crash === 'number' ? { how: 'mixed', chance: chances(life.crash) } : {
    how: life.crash,
  }
  return crashed(reader, count, crash, before)
}

describe('a reader whose machine crashes', () => {
  let recorded: Recorded
  let counts: number[] = []
  beforeAll(async () => {
    recorded = await record()
    counts = range(0, recorded.live.disk.changes.length + 1)
  })

  async function checkAll (instants: readonly Instant[]): Promise<void> {
    for (const { count, crash } of instants) await check(recorded, count, crash)
  }

  test('after any change, the process alone, has every chunk and page it had', async () => {
    await expect(checkAll(counts.map((count) => ({ count, crash: { how: 'kill' } })))).resolves.toBeUndefined()
  })

  test('after any change, losing all that was not flushed, claims what is there and gets the file', async () => {
    await expect(checkAll(counts.map((count) => ({ count, crash: { how: 'power' } })))).resolves.toBeUndefined()
  })

  test('after any change, keeping what chance wants of the rest, claims what is there and gets the file', async () => {
    const instants = counts.map((count) => ({ count, crash: { how: 'mixed', chance: chances(count + 1) } as const }))
    await expect(checkAll(instants)).resolves.toBeUndefined()
  })

  test('inside any of its last writes, at every byte, has every chunk and page it had', async () => {
    const instants = insideLastWrites(recorded.live.disk.changes, 4)
    await expect(checkAll(instants)).resolves.toBeUndefined()
  })

  test('keeps what it had flushed when the power goes', async () => {
    const stored = async (count: number): Promise<number> => {
      const [found] = (await openLive({ files: crashed(recorded.live, count, { how: 'power' }) })).stored
      return (found?.resumedBytes ?? 0) / 128
    }
    const kept = recorded.said.filter((fact) => fact.what === 'kept')
    // One checkpoint after 32 chunks, and the next at the end.
    expect(await stored(kept[20]?.at ?? 0)).toBe(0)
    expect(await stored(kept[39]?.at ?? 0)).toBeGreaterThanOrEqual(32)
  })

  test('again and again, at any point of its lives, gets the file in the end', async () => {
    const created = crashed(recorded.live, recorded.said[0]?.at ?? 0, { how: 'power' })
    const life: fc.Arbitrary<Life> = fc.record({
      pages: fc.nat(4),
      chunks: fc.nat(20),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      crash: fc.oneof(fc.constantFrom('kill' as const, 'power' as const), fc.nat()),
    })
    const property = fc.asyncProperty(fc.array(life, { maxLength: 6 }), async (lives) => {
      let files = created
      for (const each of lives) files = await lived(recorded.author, recorded.pages, files, each)
      await goOn(recorded, await openLive({ files }), files)
    })
    await expect(fc.assert(property, { numRuns: 60 })).resolves.toBeUndefined()
  })
})
