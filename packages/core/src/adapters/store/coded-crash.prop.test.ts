import { beforeAll, describe, expect, test } from 'vitest'
import { chunkNo, swarmNo } from '../../ids.ts'
import { FIRST_PARITY } from '../../pure/parity-name.ts'
import type { Head } from '../../pure/page.ts'
import { inColumns, parityCount, stripeCount } from '../../pure/stripes.ts'
import type { StoredTransfer } from '../../ports.ts'
import {
  chances, checkNonces, countingBytes, crashed, insideLastWrites, openLive, TINY_CAPACITY, type Instant, type LiveStore,
} from '../../testing/store-crash.ts'
import {
  createPayload, getOf, holdOf, passChunks, passPages, plainBytes, publish, range, sendOf, type TestPayload,
} from '../../testing/store-payload.ts'
import type { Crash } from '../../testing/torn-disk.ts'

const ONE = swarmNo(1)
const SCHEME = { need: 3, of: 5 }
/** Three whole stripes and two chunks of another. */
const CHUNKS = 11
const STRIPES = stripeCount(CHUNKS, SCHEME)
const PLAIN = plainBytes(CHUNKS * TINY_CAPACITY - 9)
const ALL = [...range(0, CHUNKS), ...range(FIRST_PARITY, FIRST_PARITY + parityCount(CHUNKS, SCHEME))]
const SOURCE = { kind: 'path', path: '/source' } as const

const ofColumns = (...columns: number[]): number[] => ALL.filter((chunk) => inColumns(chunk, columns, SCHEME))

const isSet = (bits: Uint8Array | undefined, i: number): boolean => ((bits?.[i >> 3] ?? 0) & 0x80 >> (i & 7)) !== 0

const claims = ({ have, haveParity }: StoredTransfer): number[] => ALL.filter((chunk) =>
  chunk < FIRST_PARITY ? isSet(have, chunk) : isSet(haveParity, chunk - FIRST_PARITY))

/** Every way to crash: the process and the machine after any change, and the process inside the last writes. */
function instants ({ disk: { changes } }: LiveStore): Instant[] {
  const counts = range(0, changes.length + 1)
  const mixed = (count: number): Crash => ({ how: 'mixed', chance: chances(count + 1) })
  return [
    ...counts.map((count) => ({ count, crash: { how: 'kill' } as const })),
    ...counts.map((count) => ({ count, crash: { how: 'power' } as const })),
    ...counts.map((count) => ({ count, crash: mixed(count) })),
    ...insideLastWrites(changes, 4),
  ]
}

/** What was said after a write was said of the whole of it. */
function saidBefore<Said extends { readonly at: number }> (said: readonly Said[], { count, crash }: Instant): Said[] {
  const whole = crash.how === 'kill' && crash.lastBytes !== undefined ? count - 1 : count
  return said.filter(({ at }) => at <= whole)
}

describe('the author of a payload with parity whose machine crashes', () => {
  type Said = { readonly at: number } & (
    | { readonly what: 'created' | 'released' }
    | { readonly what: 'parity', readonly stripes: number }
    | { readonly what: 'signed', readonly head: Head, readonly block: Uint8Array }
  )
  const randomBytes = countingBytes()
  const before = new Map([['outside//source', { bytes: PLAIN, modifiedMs: 5 }]])
  const said: Said[] = []
  let live: LiveStore
  let payload: TestPayload

  beforeAll(async () => {
    live = await openLive({ files: new Map(before), randomBytes })
    payload = await createPayload('bundle')
    const say = (fact: object): void => { said.push({ at: live.disk.changes.length, ...fact } as Said) }
    const { store } = live
    const sign = async (count: number): Promise<number> => {
      const { page, head } = await store.signPage(ONE, count, false)
      say({ what: 'signed', head, block: (await store.readPage(ONE, page.page)).page })
      return page.count
    }
    await store.create(sendOf(payload, SOURCE, SCHEME))
    say({ what: 'created' })
    let unlisted = 0
    for (let last = false; !last;) {
      const sealed = await store.seal(ONE, 4, 1000)
      last = sealed.last
      unlisted += sealed.count
      while (unlisted > (last ? 0 : 2)) unlisted -= await sign(Math.min(3, unlisted))
    }
    for (let last = false; !last;) {
      const sealed = await store.sealParity(ONE, 2)
      last = sealed.last
      say({ what: 'parity', stripes: sealed.first + sealed.count })
      await sign(4)
    }
    await store.signRelease(ONE)
    say({ what: 'released' })
  })

  async function check (instant: Instant): Promise<void> {
    const facts = saidBefore(said, instant)
    const files = crashed(live, instant.count, instant.crash, before)
    files.set('outside//source', { bytes: PLAIN, modifiedMs: 5 })
    const again = await openLive({ files, randomBytes })
    const [stored] = again.stored
    if (stored === undefined) {
      expect(facts).toEqual([])
      return
    }
    const reader = await openLive()
    await reader.store.create(getOf(payload))
    for (const fact of facts) {
      if (fact.what === 'parity') expect(stored.parityStripes).toBeGreaterThanOrEqual(fact.stripes)
      else if (fact.what === 'released') expect(stored.released).toBe(true)
      else if (fact.what === 'signed') {
        expect((await again.store.readPage(ONE, fact.head.page)).page).toEqual(fact.block)
        // Whoever was told of pages before the crash goes on with those after it.
        expect((await reader.store.checkPage(ONE, fact.head, fact.block)).verdict).toBe('ok')
      }
    }
    const pages = await finished(again, stored)
    await passPages(again.store, ONE, reader.store, ONE, facts.filter(({ what }) => what === 'signed').length, pages)
    await passChunks(again.store, ONE, reader.store, ONE, ofColumns(1, 3, 4))
    for (const stripe of range(0, STRIPES)) expect((await reader.store.rebuild(ONE, stripe)).outcome).toBe('ok')
    await reader.store.finish(ONE)
    expect(await reader.store.readPlain(ONE, 0, PLAIN.length)).toEqual(PLAIN)
    checkNonces([live.nonces.filter(({ at }) => at <= instant.count), again.nonces])
  }

  /** Goes on to the last page; how many there are. */
  async function finished ({ store }: LiveStore, stored: StoredTransfer): Promise<number> {
    const listedChunks = stored.pages.reduce((sum, { kind, count }) => sum + (kind === 'parity' ? 0 : count), 0)
    let [unlisted, pages] = [stored.sealedChunks - listedChunks, stored.pages.length]
    for (let last = stored.sealedLast; ;) {
      if (!last) {
        const sealed = await store.seal(ONE, 4, 1000)
        last = sealed.last
        unlisted += sealed.count
      }
      for (; unlisted > 0; pages++) unlisted -= (await store.signPage(ONE, Math.min(unlisted, 3), last)).page.count
      if (last) break
    }
    if (stored.pages.at(-1)?.final === true) return pages
    for (let last = false; !last; pages++) {
      await store.sealParity(ONE, 99)
      last = (await store.signPage(ONE, 4, true)).page.final
    }
    return pages
  }

  test('stands by all it said, goes on, and its parity makes the payload', async () => {
    for (const instant of instants(live)) await check(instant)
    expect(said.filter(({ what }) => what === 'signed').length).toBeGreaterThan(5)
  })
})

describe('a holder whose machine crashes', () => {
  type Said = { readonly at: number } & (
    | { readonly what: 'created' | 'holders' | 'columns' | 'released' | 'finished' }
    | { readonly what: 'page', readonly page: number }
    | { readonly what: 'kept', readonly chunk: number }
  )
  const said: Said[] = []
  let author: LiveStore
  let live: LiveStore
  let pages = 0

  beforeAll(async () => {
    author = await openLive({ files: new Map([['outside//source', { bytes: PLAIN, modifiedMs: 5 }]]) })
    live = await openLive()
    const payload = await createPayload('bundle')
    await author.store.create(sendOf(payload, SOURCE, SCHEME))
    pages = (await publish(author.store, ONE, 4, 4)).length
    const { store } = live
    const say = (fact: object): void => { said.push({ at: live.disk.changes.length, ...fact } as Said) }
    await store.create(holdOf(payload, [1, 4]))
    say({ what: 'created' })
    for (let page = 0; page < pages; page++) {
      await passPages(author.store, ONE, store, ONE, page, page + 1)
      say({ what: 'page', page })
    }
    const give = async (chunk: number): Promise<void> => {
      await passChunks(author.store, ONE, store, ONE, [chunk])
      if (inColumns(chunk, [1, 4], SCHEME)) say({ what: 'kept', chunk })
    }
    await store.setHolders(ONE, [{ peer: 'p', addresses: [], columns: [0], heldAtMs: 1 }])
    say({ what: 'holders' })
    // One column as it comes, the other one made of three others.
    for (const chunk of ofColumns(1)) await give(chunk)
    for (const chunk of ofColumns(0, 3)) await give(chunk)
    for (const stripe of range(0, STRIPES)) {
      const { chunks } = await store.rebuild(ONE, stripe)
      for (const chunk of chunks) say({ what: 'kept', chunk })
    }
    await store.finish(ONE)
    say({ what: 'finished' })
    await store.setColumns(ONE, [4])
    say({ what: 'columns' })
    await store.checkRelease(ONE, await author.store.signRelease(ONE))
    say({ what: 'released' })
  })

  async function check (instant: Instant): Promise<void> {
    const facts = saidBefore(said, instant)
    const files = crashed(live, instant.count, instant.crash)
    const again = await openLive({ files })
    const [stored] = again.stored
    if (stored === undefined) {
      expect(facts).toEqual([])
      return
    }
    const survives = instant.crash.how === 'kill'
    const claimed = claims(stored)
    const columns = stored.columns ?? []
    for (const fact of facts) switch (fact.what) {
      case 'created': expect(stored.init.role).toBe('hold'); break
      case 'page': if (survives) expect(stored.pages.length).toBeGreaterThan(fact.page); break
      case 'kept': if (survives && inColumns(fact.chunk, columns, SCHEME)) expect(claimed).toContain(fact.chunk); break
      case 'holders': expect(stored.holders).toHaveLength(1); break
      case 'finished': expect([stored.state, claimed]).toEqual(['done', ofColumns(...columns)]); break
      case 'columns': expect(columns).toEqual([4]); break
      case 'released': expect(stored.released).toBe(true)
    }
    for (const chunk of claimed) {
      const wanted = await author.store.readChunk(ONE, chunkNo(chunk))
      expect(await again.store.readChunk(ONE, chunkNo(chunk))).toEqual(wanted)
    }
    await passPages(author.store, ONE, again.store, ONE, stored.pages.length, pages)
    const missing = ofColumns(...columns).filter((chunk) => !claimed.includes(chunk))
    await passChunks(author.store, ONE, again.store, ONE, missing)
    await again.store.finish(ONE)
    for (const chunk of ofColumns(...columns)) await again.store.readChunk(ONE, chunkNo(chunk))
    await again.store.close()
    const names = columns.map((column) => `home/1.column-${column}`)
    expect([...files.keys()].filter((key) => /column|scratch/.test(key)).sort()).toEqual(names)
  }

  test('has what it said it had, claims what is there, and gets the rest', async () => {
    for (const instant of instants(live)) await check(instant)
    expect(said.filter(({ what }) => what === 'kept')).toHaveLength(8)
  })

  test('keeps what it had flushed when the power goes', async () => {
    const finished = said.find(({ what }) => what === 'finished')
    const [stored] = (await openLive({ files: crashed(live, finished?.at ?? 0, { how: 'power' }) })).stored
    expect(stored?.resumedBytes).toBe(8 * 128)
  })
})
