import { beforeAll, describe, expect, test } from 'vitest'
import { chunkNo, pageNo, swarmNo } from '../../ids.ts'
import { chances, crashed, openLive, TINY_CAPACITY, type LiveStore } from '../../testing/store-crash.ts'
import { createPayload, getOf, plainBytes, publish, sendOf, type TestPayload } from '../../testing/store-payload.ts'
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

interface Recorded { readonly author: LiveStore, readonly pages: number, readonly payload: TestPayload, readonly live: LiveStore, readonly said: readonly Said[] }

/** Downloads a payload of 40 chunks on 7 pages, pages and chunks mixed, one chunk at a time. */
async function record (): Promise<Recorded> {
  const author = await openLive({ files: new Map([['outside/source', { bytes: PLAIN, modifiedMs: 1 }]]) })
  const payload = await createPayload()
  await author.store.create(sendOf(payload, { kind: 'path', path: 'source' }))
  const pages = (await publish(author.store, READER, 7, 6)).length
  const live = await openLive()
  const said: Said[] = []
  const say = (fact: object): void => { said.push({ at: live.disk.changes.length, ...fact } as Said) }
  await live.store.create(getOf(payload, TARGET))
  say({ what: 'created' })
  let known = 0
  for (let page = 0; page < pages; page++) {
    known += await checkNext(author, live, page)
    say({ what: 'page', page })
    for (const chunk of ORDER.filter((each) => each < known && !said.some((fact) => fact.what === 'kept' && fact.chunk === each)).slice(0, 5)) {
      await keep(author, live, chunk)
      say({ what: 'kept', chunk })
    }
  }
  for (const chunk of ORDER.filter((each) => !said.some((fact) => fact.what === 'kept' && fact.chunk === each))) {
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

/** Opens what a crash left, checks what it claims against what was said and against the author, and goes on to the end. */
async function check ({ author, pages, live, said }: Recorded, count: number, crash: Crash): Promise<void> {
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
  const listed = (stored.pages.at(-1)?.first ?? 0) + (stored.pages.at(-1)?.count ?? 0)
  let claimed = 0
  for (let chunk = 0; chunk < stored.have.length * 8; chunk++) {
    if (!isSet(stored.have, chunk)) continue
    claimed++
    expect(chunk).toBeLessThan(listed)
    expect(await again.store.readChunk(READER, chunkNo(chunk))).toEqual(await author.store.readChunk(READER, chunkNo(chunk)))
  }
  expect(stored.resumedBytes).toBe(claimed * 128)
  for (let page = stored.pages.length; page < pages; page++) await checkNext(author, again, page)
  for (const chunk of ORDER) if (!isSet(stored.have, chunk)) await keep(author, again, chunk)
  await again.store.finish(READER)
  await again.store.close()
  expect([...files.keys()].filter((key) => key.startsWith('outside/'))).toEqual([`outside/${TARGET}`])
  expect(files.get(`outside/${TARGET}`)?.bytes).toEqual(PLAIN)
}

describe('a reader whose machine crashes', () => {
  let recorded: Recorded
  let changes = 0
  beforeAll(async () => {
    recorded = await record()
    changes = recorded.live.disk.changes.length
  })

  test('after any change, the process alone, has every chunk and page it had', async () => {
    for (let count = 0; count <= changes; count++) await check(recorded, count, { how: 'kill' })
  })

  test('after any change, losing all that was not flushed, claims nothing that is not there and gets the file', async () => {
    for (let count = 0; count <= changes; count++) await check(recorded, count, { how: 'power' })
  })

  test('after any change, keeping what chance wants of the rest, claims nothing that is not there and gets the file', async () => {
    for (let count = 0; count <= changes; count++) await check(recorded, count, { how: 'mixed', chance: chances(count + 1) })
  })

  test('inside any of its last writes, at every byte, has every chunk and page it had', async () => {
    const writes = recorded.live.disk.changes.flatMap((change, i) => (change.type === 'write' ? [{ count: i + 1, length: change.bytes.length }] : []))
    for (const { count, length } of writes.slice(-4)) {
      for (let lastBytes = 0; lastBytes < length; lastBytes++) await check(recorded, count, { how: 'kill', lastBytes })
    }
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
})
