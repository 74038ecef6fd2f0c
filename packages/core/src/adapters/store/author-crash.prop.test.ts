import { beforeAll, describe, expect, test } from 'vitest'
import { pageNo, swarmNo, type SwarmNo } from '../../ids.ts'
import type { Head, PageSummary } from '../../pure/page.ts'
import {
  chances, checkNonces, countingBytes, crashed, insideLastWrites, openLive, TINY_CAPACITY, type Instant, type LiveStore,
} from '../../testing/store-crash.ts'
import {
  createPayload, getOf, passChunks, plainBytes, range, sendOf, type TestPayload,
} from '../../testing/store-payload.ts'
import type { Crash } from '../../testing/torn-disk.ts'
import type { MemoryFiles } from '../../testing/memory-disk.ts'
import type { StorePort as Store } from '../../ports.ts'

const SOURCE = '/source'
const AUTHOR = swarmNo(1)

/** What an author's store had said when its disk had seen `at` changes. */
type Said = { readonly at: number } & (
  | { readonly what: 'created' }
  | { readonly what: 'sealed', readonly chunks: number }
  | { readonly what: 'signed', readonly head: Head, readonly block: Uint8Array }
  | { readonly what: 'paused' }
  | { readonly what: 'receipt' }
)

interface Recorded {
  readonly live: LiveStore
  readonly said: readonly Said[]
  readonly payload: TestPayload
  readonly plain: Uint8Array
  readonly before: MemoryFiles
}

type Feeding = (store: Store, swarm: SwarmNo, plain: Uint8Array) => Promise<void>

function homeWith (plain: Uint8Array): MemoryFiles {
  return new Map([[`outside/${SOURCE}`, { bytes: plain, modifiedMs: 5 }]])
}

/** Seals a payload of 11 chunks in batches of 3, pages of at most 4, and gets a receipt. */
async function record (kind: 'path' | 'stream', randomBytes: (length: number) => Uint8Array): Promise<Recorded> {
  const plain = plainBytes(10 * TINY_CAPACITY + 40)
  const before = kind === 'path' ? homeWith(plain) : new Map()
  const live = await openLive({ files: new Map(homeWith(plain)), randomBytes })
  const { store, disk } = live
  const payload = await createPayload()
  const said: Said[] = []
  const say = (fact: object): void => { said.push({ at: disk.changes.length, ...fact } as Said) }

  await store.create(sendOf(payload, kind === 'path' ? { kind, path: SOURCE } : { kind }))
  say({ what: 'created' })
  if (kind === 'stream') await feedAll(store, AUTHOR, plain)
  let unlisted = 0
  let chunks = 0
  for (let last = false; !last;) {
    const sealed = await store.seal(AUTHOR, 3, 1000)
    last = sealed.last
    chunks += sealed.count
    unlisted += sealed.count
    say({ what: 'sealed', chunks })
    if (unlisted < 4 && !last) continue
    const { page, head } = await store.signPage(AUTHOR, Math.min(unlisted, 4), last && unlisted <= 4)
    say({ what: 'signed', head, block: (await store.readPage(AUTHOR, page.page)).page })
    unlisted -= page.count
    if (last && !page.final) say({ what: 'signed', ...await lastPage(store, unlisted) })
  }
  await store.setPaused(AUTHOR, true)
  say({ what: 'paused' })
  const reader = await openLive()
  await reader.store.create(getOf(payload))
  await receiveRest(store, reader, 0)
  const receipt = await reader.store.signReceipt(AUTHOR)
  expect(await store.checkReceipt(AUTHOR, receipt)).toEqual({ ok: true, receipts: 1 })
  say({ what: 'receipt' })
  return { live, said, payload, plain, before }
}

async function lastPage (store: Store, count: number): Promise<{ head: Head, block: Uint8Array }> {
  const { head, page } = await store.signPage(AUTHOR, count, true)
  return { head, block: (await store.readPage(AUTHOR, page.page)).page }
}

const feedAll: Feeding = async (store, swarm, plain) => {
  await store.feed(swarm, plain.slice())
  await store.feed(swarm, null)
}

/** Opens what a crash left, checks it against what was said before, goes on to the end, and reads the payload. */
async function check (
  recorded: Recorded, kind: 'path' | 'stream', count: number, crash: Crash, randomBytes: (length: number) => Uint8Array
): Promise<void> {
  const { live, payload, plain } = recorded
  const said = recorded.said.filter(({ at }) => at <= count)
  const files = crashed(live, count, crash, recorded.before)
  files.set(`outside/${SOURCE}`, { bytes: plain, modifiedMs: 5 })
  const again = await openLive({ files, randomBytes })
  const [stored] = again.stored
  if (stored === undefined) {
    expect(said).toEqual([])
    return
  }
  for (const fact of said) {
    if (fact.what === 'sealed') expect(stored.sealedChunks).toBeGreaterThanOrEqual(fact.chunks)
    else if (fact.what === 'signed') expect(await again.store.readPage(AUTHOR, fact.head.page)).toEqual({
      head: fact.head,
      page: fact.block,
    })
    else if (fact.what === 'paused') expect(stored.paused).toBe(true)
    else if (fact.what === 'receipt') expect(stored.receipts).toBe(1)
  }
  // Whoever was told of pages before the crash goes on with those after it.
  const reader = await openLive()
  await reader.store.create(getOf(payload))
  const heads = said.filter((fact) => fact.what === 'signed')
  for (const { head, block } of heads) expect((await reader.store.checkPage(AUTHOR, head, block)).verdict).toBe('ok')

  let wanted = plain
  if (kind === 'stream' && !stored.sealedLast) {
    // A stream that is made again need not be the same: only what was sealed counts.
    const sealedBytes = (await again.store.readPlain(AUTHOR, 0, plain.length)).length
    const rest = plainBytes(plain.length - sealedBytes, 99)
    wanted = Uint8Array.from([...plain.slice(0, sealedBytes), ...rest])
    await feedAll(again.store, AUTHOR, rest)
  }
  const isFinal = stored.pages.at(-1)?.final === true
  await publishRest(again.store, stored.sealedChunks - listed(stored.pages), stored.sealedLast, isFinal)
  await receiveRest(again.store, reader, heads.length)
  expect(await reader.store.readPlain(AUTHOR, 0, plain.length)).toEqual(wanted)
  // Only what was sealed before the crash can have left before it.
  checkNonces([live.nonces.filter(({ at }) => at <= count), again.nonces])
}

function listed (pages: readonly { first: number, count: number }[]): number {
  const last = pages.at(-1)
  return last === undefined ? 0 : last.first + last.count
}

async function publishRest (store: Store, waiting: number, sealed: boolean, final: boolean): Promise<void> {
  if (final) return
  let unlisted = waiting
  for (let last = sealed; ;) {
    if (!last) {
      const batch = await store.seal(AUTHOR, 3, 1000)
      last = batch.last
      unlisted += batch.count
    }
    while (unlisted > 0 || last) {
      const { page } = await store.signPage(AUTHOR, Math.min(unlisted, 4), last)
      unlisted -= page.count
      if (page.final) return
    }
  }
}

async function receiveRest (store: Store, reader: LiveStore, known: number): Promise<void> {
  let last: PageSummary | undefined
  for (let page = known; last?.final !== true; page++) {
    const { head, page: block } = await store.readPage(AUTHOR, pageNo(Math.max(0, page - 1)))
    const checked = await reader.store.checkPage(AUTHOR, head, block)
    expect(checked.verdict).toMatch(/^(?:ok|known)$/)
    if ('page' in checked) last = checked.page
  }
  await passChunks(store, AUTHOR, reader.store, AUTHOR, range(0, last.first + last.count))
  await reader.store.finish(AUTHOR)
}

const kinds = [{ kind: 'path', name: 'file' }, { kind: 'stream', name: 'stream' }] as const

describe.each(kinds)('an author of a $name whose machine crashes', ({ kind }) => {
  const randomBytes = countingBytes()
  let recorded: Recorded
  let counts: number[] = []
  beforeAll(async () => {
    recorded = await record(kind, randomBytes)
    counts = range(0, recorded.live.disk.changes.length + 1)
  })

  async function checkAll (instants: readonly Instant[]): Promise<void> {
    for (const { count, crash } of instants) await check(recorded, kind, count, crash, randomBytes)
  }

  test('after any change, the process alone, stands by all it said and goes on', async () => {
    const instants = counts.map((count) => ({ count, crash: { how: 'kill' } as const }))
    await expect(checkAll(instants)).resolves.toBeUndefined()
  })

  test('after any change, losing all that was not flushed, stands by all it said and goes on', async () => {
    const instants = counts.map((count) => ({ count, crash: { how: 'power' } as const }))
    await expect(checkAll(instants)).resolves.toBeUndefined()
  })

  test('after any change, keeping what chance wants of the rest, stands by all it said and goes on', async () => {
    const mixed = (seed: number): Crash => ({ how: 'mixed', chance: chances(seed) })
    const instants = counts.flatMap((count) => [1, 2, 3].map((seed) => ({ count, crash: mixed(seed * 1000 + count) })))
    await expect(checkAll(instants)).resolves.toBeUndefined()
  })

  test('inside any of its last writes, at every byte, stands by all it said and goes on', async () => {
    const instants = insideLastWrites(recorded.live.disk.changes, 3)
    await expect(checkAll(instants)).resolves.toBeUndefined()
  })
})
