import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo, swarmNo } from '../../ids.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { sha256 } from '../../pure/cid.ts'
import { headMessage } from '../../pure/head.ts'
import { deriveKeys } from '../../pure/keys.ts'
import type { Head } from '../../pure/page.ts'
import { decodePage, encodePage, type PageContent } from '../../pure/page-codec.ts'
import { sealMeta } from '../../pure/page-meta.ts'
import { openLive, TINY_CAPACITY, TINY_CHUNK, type LiveStore } from '../../testing/store-crash.ts'
import {
  createPayload, getOf, passChunks, passPages, plainBytes, publish, sendOf, type TestPayload,
} from '../../testing/store-payload.ts'
import { createWebCrypto } from './web-crypto.ts'

const ONE = swarmNo(1)
const CHUNKS = 9

interface Rig {
  readonly author: LiveStore
  readonly reader: LiveStore
  readonly payload: TestPayload
  readonly plain: Uint8Array
}

interface Signed { readonly head: Head, readonly page: Uint8Array }

/** An author with three pages of three chunks, and a reader that knows `pages` of them. */
async function rig (pages: number): Promise<Rig> {
  const plain = plainBytes(CHUNKS * TINY_CAPACITY - 5)
  const author = await openLive({ files: new Map([['outside/source', { bytes: plain, modifiedMs: 1 }]]) })
  const payload = await createPayload()
  await author.store.create(sendOf(payload, { kind: 'path', path: 'source' }))
  await publish(author.store, ONE, 3, 3)
  const reader = await openLive()
  await reader.store.create(getOf(payload))
  await passPages(author.store, ONE, reader.store, ONE, 0, pages)
  return { author, reader, payload, plain }
}

/** Signs whatever is given as the author would: an author that cheats. */
async function sign ({ payload }: Rig, page: Uint8Array, number: number, final = false): Promise<Signed> {
  const key = await createWebCrypto().signingKey(payload.authorSecret)
  const digest = sha256(page)
  const signature = await key.sign(headMessage(deriveKeys(payload.reference.secret).swarmId, number, digest, final))
  return { page, head: { page: pageNo(number), digest, final, signature } }
}

/** A page of the author with something changed, signed by it. */
async function changed (
  of: Rig, number: number, change: (content: PageContent) => Partial<PageContent>
): Promise<Signed> {
  const { page } = await of.author.store.readPage(ONE, pageNo(number))
  const content = decodePage(page)
  const altered = { ...content, ...change(content) }
  return await sign(of, encodePage(altered), altered.page, altered.final)
}

const metaOf = ({ payload }: Rig, epoch: number, page: number, plainOffset: number): Uint8Array =>
  sealMeta(deriveKeys(payload.reference.secret).metaKey, epoch, page, { plainOffset })

async function verdict ({ reader }: Rig, { head, page }: Signed): Promise<string> {
  return (await reader.store.checkPage(ONE, head, page)).verdict
}

describe('a page from somebody', () => {
  test('is taken once, and known afterwards', async () => {
    const of = await rig(1)
    const page = await of.author.store.readPage(ONE, pageNo(1))
    expect(await of.reader.store.checkPage(ONE, page.head, page.page)).toEqual({
      verdict: 'ok',
      page: {
        page: 1,
        first: 3,
        count: 3,
        final: false,
        chunkBytes: TINY_CHUNK,
        plainOffset: 3 * chunkCapacity(TINY_CHUNK),
      },
    })
    expect(await verdict(of, page)).toBe('known')
    expect(await of.reader.store.readPage(ONE, pageNo(1))).toEqual(page)
  })

  test('that comes too early is out of order, and nothing else', async () => {
    const of = await rig(1)
    expect(await verdict(of, await of.author.store.readPage(ONE, pageNo(2)))).toBe('out-of-order')
    await passPages(of.author.store, ONE, of.reader.store, ONE, 1, 3)
  })

  test('is forged when a byte of it or of its signature is another', async () => {
    const of = await rig(1)
    const { head, page } = await of.author.store.readPage(ONE, pageNo(1))
    const other = page.slice()
    other[20]! ^= 1
    const signature = head.signature.slice()
    signature[5]! ^= 1
    expect(await verdict(of, { head, page: other })).toBe('forged')
    expect(await verdict(of, { head: { ...head, digest: sha256(other) }, page: other })).toBe('forged')
    expect(await verdict(of, { head: { ...head, signature }, page })).toBe('forged')
    expect(await verdict(of, { head: { ...head, final: true }, page })).toBe('forged')
    expect(await verdict(of, { head: { ...head, page: pageNo(2) }, page })).toBe('forged')
  })

  test('is forged when its author signed what no engine makes', async () => {
    const of = await rig(1)
    const nonsense = await sign(of, Uint8Array.from([1, 2, 3]), 1)
    const gap = await changed(of, 1, () => ({ first: chunkNo(4) }))
    const size = await changed(of, 1, () => ({ chunkBytes: TINY_CHUNK * 2 }))
    const offset = await changed(of, 1, ({ epoch, page }) => ({ meta: metaOf(of, epoch, page, 5) }))
    const meta = await changed(of, 1, ({ meta: sealed }) => ({ meta: sealed.map((byte) => byte ^ 1) }))
    const others = await sign(of, (await of.author.store.readPage(ONE, pageNo(2))).page, 1)
    for (const bad of [nonsense, gap, size, offset, meta, others]) expect(await verdict(of, bad)).toBe('forged')
    expect(await verdict(of, await of.author.store.readPage(ONE, pageNo(1)))).toBe('ok')
  })

  test('of another payload is forged', async () => {
    const of = await rig(1)
    const other = await rig(1)
    expect(await verdict(of, await other.author.store.readPage(ONE, pageNo(1)))).toBe('forged')
  })
})

describe('an author that signed two versions', () => {
  const swap = ({ digests }: PageContent): Partial<PageContent> => ({ digests: digests.map((byte) => byte ^ 255) })

  test('of one number is convicted; nothing follows, and what is common stays good', async () => {
    const of = await rig(2)
    const rival = await changed(of, 1, swap)
    expect(await verdict(of, rival)).toBe('conflict')
    expect(await verdict(of, await of.author.store.readPage(ONE, pageNo(2)))).toBe('conflict')
    await passChunks(of.author.store, ONE, of.reader.store, ONE, [0, 3])
    expect(await of.reader.store.readPlain(ONE, 0, 50)).toEqual(of.plain.slice(0, 50))
  })

  test('is convicted by the head alone, and for ever', async () => {
    const of = await rig(2)
    const { head } = await changed(of, 0, swap)
    expect(await of.reader.store.checkHead(ONE, head)).toBe('conflict')
    await of.reader.store.close()
    const again = await openLive({ files: of.reader.disk.files })
    const { head: next, page } = await of.author.store.readPage(ONE, pageNo(2))
    expect((await again.store.checkPage(ONE, next, page)).verdict).toBe('conflict')
  })

  test('is convicted by a page behind the final one', async () => {
    const of = await rig(3)
    const { head } = await sign(of, Uint8Array.from([1]), 3)
    expect(await of.reader.store.checkHead(ONE, head)).toBe('conflict')
  })

  test('is convicted by a page that follows another than the one known', async () => {
    const of = await rig(2)
    const branch = await changed(of, 2, () => ({ previous: new Uint8Array(32) }))
    expect(await verdict(of, branch)).toBe('conflict')
  })

  test('seals and signs no more when it meets its own other version', async () => {
    const of = await rig(0)
    const { head } = await changed(of, 1, swap)
    expect(await of.author.store.checkHead(ONE, head)).toBe('conflict')
    await expect(of.author.store.signPage(ONE, 1, false)).rejects.toMatchObject({ code: 'author-conflict' })
    await expect(of.author.store.seal(ONE, 1, 0)).rejects.toMatchObject({ code: 'author-conflict' })
  })
})

describe('a head from somebody', () => {
  test('is known, ahead or forged', async () => {
    const of = await rig(2)
    const pages = await Promise.all([0, 1, 2].map((page) => of.author.store.readPage(ONE, pageNo(page))))
    const heads = pages.map(({ head }) => head)
    const signature = new Uint8Array(64)
    const verdicts = await Promise.all(heads.map((head) => of.reader.store.checkHead(ONE, head)))
    expect(verdicts).toEqual(['known', 'known', 'ahead'])
    expect(await of.reader.store.checkHead(ONE, { ...heads[2]!, signature })).toBe('forged')
    expect(await of.reader.store.checkHead(ONE, { ...heads[1]!, digest: new Uint8Array(32) })).toBe('forged')
  })
})

describe('an author whose journal lost its last pages', () => {
  test('adopts them from the swarm and goes on behind them', async () => {
    const of = await rig(0)
    // A copy of the home from before the last pages.
    const early = await openLive({ files: new Map([['outside/source', { bytes: of.plain, modifiedMs: 1 }]]) })
    await early.store.create(sendOf(of.payload, { kind: 'path', path: 'source' }))
    await passPages(of.author.store, ONE, early.store, ONE, 0, 2)
    await early.store.close()
    const again = await openLive({ files: early.disk.files })
    expect(again.stored[0]).toMatchObject({ sealedChunks: 6, sealedLast: false })
    expect(await again.store.readChunk(ONE, chunkNo(4))).toEqual(await of.author.store.readChunk(ONE, chunkNo(4)))
    expect(await again.store.seal(ONE, 8, 0)).toMatchObject({ first: 6, count: 3, last: true })
    const { page } = await again.store.signPage(ONE, 3, true)
    expect(page).toMatchObject({ page: 2, first: 6, size: of.plain.length })
    const reader = await openLive()
    await reader.store.create(getOf(of.payload))
    await passPages(again.store, ONE, reader.store, ONE, 0, 3)
    await passChunks(again.store, ONE, reader.store, ONE, [0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(await reader.store.readPlain(ONE, 0, 2000)).toEqual(of.plain)
  })

  test('drops what it had sealed for other pages of these numbers', async () => {
    const of = await rig(0)
    const other = await openLive({ files: new Map([['outside/source', { bytes: of.plain, modifiedMs: 1 }]]) })
    await other.store.create(sendOf(of.payload, { kind: 'path', path: 'source' }))
    await other.store.seal(ONE, 5, 0)
    await passPages(of.author.store, ONE, other.store, ONE, 0, 1)
    expect(await other.store.seal(ONE, 8, 0)).toMatchObject({ first: 3, count: 6 })
  })

  test('of a stream ends there: nobody knows what the next chunk begins with', async () => {
    const of = await rig(0)
    const other = await openLive()
    await other.store.create(sendOf(of.payload, { kind: 'stream' }))
    await passPages(of.author.store, ONE, other.store, ONE, 0, 1)
    await other.store.feed(ONE, plainBytes(500))
    await expect(other.store.seal(ONE, 8, 0)).rejects.toMatchObject({ code: 'author-conflict' })
  })
})
