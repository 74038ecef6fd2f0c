import { describe, expect, test } from 'vitest'
import { chunkNo, swarmNo } from '../../ids.ts'
import type { SourceRef } from '../../ports.ts'
import type { MemoryFiles } from '../../testing/memory-disk.ts'
import { checkNonces, countingBytes, openLive, TINY_CAPACITY, type LiveStore } from '../../testing/store-crash.ts'
import {
  createPayload, getOf, passChunks, passPages, plainBytes, range, sendOf, type TestPayload,
} from '../../testing/store-payload.ts'

const ONE = swarmNo(1)
const CHUNKS = 12
const PLAIN = plainBytes(CHUNKS * TINY_CAPACITY)
const randomBytes = countingBytes()

interface Rig { readonly live: LiveStore, readonly files: MemoryFiles, readonly payload: TestPayload }

/** An author that sealed 5 chunks of 12 and listed 3 of them. */
async function rig (source: SourceRef = { kind: 'path', path: 'source' }): Promise<Rig> {
  const files: MemoryFiles = new Map([['outside/source', { bytes: PLAIN.slice(), modifiedMs: 1 }]])
  const live = await openLive({ files, randomBytes })
  const payload = await createPayload()
  await live.store.create(sendOf(payload, source))
  await live.store.seal(ONE, 5, 0)
  await live.store.signPage(ONE, 3, false)
  return { live, files, payload }
}

async function reopened ({ live, files }: Rig): Promise<LiveStore> {
  await live.store.close()
  return await openLive({ files, randomBytes })
}

function write (files: MemoryFiles, bytes: Uint8Array, modifiedMs = 2): void {
  files.set('outside/source', { bytes, modifiedMs })
}

async function sealRest ({ store }: LiveStore): Promise<void> {
  for (let last = false; !last;) last = (await store.seal(ONE, 4, 0)).last
}

const altered = (at: number): Uint8Array => PLAIN.map((byte, i) => (i === at ? byte ^ 1 : byte))

describe('a source between two runs', () => {
  test('that is as it was goes on where it was, under another epoch and with pages of one epoch each', async () => {
    const of = await rig()
    const again = await reopened(of)
    expect(again.stored[0]).toMatchObject({ sealedChunks: 5, resumedBytes: 5 * 128 })
    await sealRest(again)
    expect(again.nonces.length).toBe(CHUNKS - 5)
    // Asked for everything that is left, the store lists what the first run had sealed, and then the rest.
    const second = await again.store.signPage(ONE, 9, true)
    expect(second.page).toMatchObject({ first: 3, count: 2, final: false })
    const third = await again.store.signPage(ONE, 7, true)
    expect(third.page).toMatchObject({ first: 5, count: 7, final: true, size: PLAIN.length })
    checkNonces([of.live.nonces, again.nonces])
    const reader = await openLive()
    await reader.store.create(getOf(of.payload))
    await passPages(again.store, ONE, reader.store, ONE, 0, 3)
    await passChunks(again.store, ONE, reader.store, ONE, range(0, CHUNKS))
    expect(await reader.store.readPlain(ONE, 0, PLAIN.length)).toEqual(PLAIN)
  })

  test('that was touched but not changed is compared and goes on', async () => {
    const of = await rig()
    write(of.files, PLAIN.slice())
    const again = await reopened(of)
    await sealRest(again)
    expect(again.nonces.length).toBe(CHUNKS)
    checkNonces([of.live.nonces, again.nonces])
  })

  test('that was touched is compared once, not in every run', async () => {
    const of = await rig()
    write(of.files, PLAIN.slice())
    const second = await reopened(of)
    await second.store.seal(ONE, 1, 0)
    const third = await reopened({ ...of, live: second })
    await third.store.seal(ONE, 1, 0)
    expect(third.nonces.length).toBeLessThan(5)
  })

  test.each([
    ['changed', altered(40)],
    ['shorter', PLAIN.slice(0, -1)],
    ['longer', Uint8Array.from([...PLAIN, 1])],
  ])('that is %s is refused before anything more is sealed', async (_, bytes) => {
    const of = await rig()
    write(of.files, bytes)
    const again = await reopened(of)
    await expect(again.store.seal(ONE, 4, 0)).rejects.toMatchObject({ code: 'source-changed' })
    await expect(again.store.readChunk(ONE, chunkNo(0))).rejects.toMatchObject({ code: 'source-changed' })
  })

  test('that was changed elsewhere and says so late gives no chunk that is not what it was', async () => {
    const of = await rig()
    // The clock of the file system stood still: only the content tells.
    write(of.files, altered(40), 1)
    const again = await reopened(of)
    await expect(again.store.readChunk(ONE, chunkNo(0))).rejects.toMatchObject({ code: 'source-changed' })
    expect(await again.store.readChunk(ONE, chunkNo(1))).toHaveLength(128)
  })

  test('that is gone can be chosen again, and another one cannot', async () => {
    const of = await rig()
    of.files.delete('outside/source')
    const again = await reopened(of)
    await expect(again.store.seal(ONE, 4, 0)).rejects.toMatchObject({ code: 'source-missing' })
    await expect(again.store.readChunk(ONE, chunkNo(0))).rejects.toMatchObject({ code: 'source-missing' })
    of.files.set('outside/moved', { bytes: PLAIN.slice(), modifiedMs: 9 })
    of.files.set('outside/other', { bytes: PLAIN.slice(1), modifiedMs: 9 })
    of.files.set('outside/similar', { bytes: altered(40), modifiedMs: 9 })
    await expect(again.store.setSource(ONE, { kind: 'path', path: 'other' })).rejects.toMatchObject({
      code: 'source-changed',
    })
    await again.store.setSource(ONE, { kind: 'path', path: 'similar' })
    await expect(again.store.seal(ONE, 4, 0)).rejects.toMatchObject({ code: 'source-changed' })
    await again.store.setSource(ONE, { kind: 'path', path: 'moved' })
    await sealRest(again)
    expect(await again.store.targetPath(ONE)).toBe('moved')
  })

  test('that was a blob has to be given again', async () => {
    const blob = new Blob([PLAIN])
    const of = await rig({ kind: 'blob', blob })
    const again = await reopened(of)
    expect(again.stored[0]?.init).toMatchObject({ role: 'send', source: { kind: 'blob' } })
    await expect(again.store.seal(ONE, 4, 0)).rejects.toMatchObject({ code: 'source-missing' })
    await again.store.setSource(ONE, { kind: 'blob', blob: new Blob([PLAIN]) })
    await sealRest(again)
    expect(again.nonces.length).toBe(CHUNKS)
  })

  test('that was a stream keeps what was sealed, and whoever can make the rest may feed it', async () => {
    const files: MemoryFiles = new Map()
    const live = await openLive({ files, randomBytes })
    await live.store.create(sendOf(await createPayload('stream'), { kind: 'stream' }))
    await live.store.feed(ONE, PLAIN.slice(0, 3 * TINY_CAPACITY + 50))
    await live.store.seal(ONE, 8, 0)
    await live.store.close()
    const again = await openLive({ files, randomBytes })
    expect(again.stored[0]).toMatchObject({ sealedChunks: 3, sealedLast: false })
    await expect(again.store.seal(ONE, 8, 0)).rejects.toMatchObject({ code: 'source-missing' })
    await again.store.feed(ONE, PLAIN.slice(3 * TINY_CAPACITY))
    await again.store.feed(ONE, null)
    await sealRest(again)
    expect(await again.store.readPlain(ONE, 0, PLAIN.length)).toEqual(PLAIN)
    checkNonces([live.nonces, again.nonces])
  })
})

describe('a source that somebody writes to while it is being sealed', () => {
  test('goes on when what was sealed of it is as it was', async () => {
    const of = await rig()
    write(of.files, altered(PLAIN.length - 1))
    of.files.get('outside/source')!.modifiedMs = 7
    await sealRest(of.live)
    expect(of.live.nonces.length).toBeGreaterThanOrEqual(CHUNKS + 5)
  })

  test('is refused when what was sealed of it has changed', async () => {
    const of = await rig()
    of.files.get('outside/source')!.bytes[40]! ^= 1
    of.files.get('outside/source')!.modifiedMs = 7
    for (const attempt of [1, 2]) {
      await expect(of.live.store.seal(ONE, 4, 0), `attempt ${attempt}`).rejects.toMatchObject({
        code: 'source-changed',
      })
    }
  })

  test('is refused with its last chunks when it was written to since they were begun', async () => {
    const of = await rig()
    const file = of.files.get('outside/source')!
    let asked = 0
    Object.defineProperty(file, 'modifiedMs', { get: () => (asked++ === 0 ? 1 : 7) })
    await expect(of.live.store.seal(ONE, 20, 0)).rejects.toMatchObject({ code: 'source-changed' })
    expect(asked).toBe(2)
  })
})

describe('a reader\'s file', () => {
  async function download (

  ): Promise<{ author: LiveStore, payload: TestPayload, files: MemoryFiles, reader: LiveStore, pages: number }> {
    const of = await rig()
    await sealRest(of.live)
    await of.live.store.signPage(ONE, 9, true)
    const pages = 2
    const files: MemoryFiles = new Map()
    const reader = await openLive({ files })
    await reader.store.create(getOf(of.payload, 'target'))
    await passPages(of.live.store, ONE, reader.store, ONE, 0, pages)
    return { author: of.live, payload: of.payload, files, reader, pages }
  }

  test('whose part was deleted is fetched again, also when that is cut short', async () => {
    const { author, files, reader } = await download()
    await passChunks(author.store, ONE, reader.store, ONE, range(0, 10))
    await reader.store.close()
    files.delete('outside/target.passel-part')
    const second = await openLive({ files })
    expect(second.stored[0]?.resumedBytes).toBe(0)
    await passChunks(author.store, ONE, second.store, ONE, [9])
    // Killed: nothing is closed, and what is behind the hole is as long as the journal of the first run says.
    files.delete('lock')
    const third = await openLive({ files })
    expect(third.stored[0]?.resumedBytes).toBe(128)
    await passChunks(author.store, ONE, third.store, ONE, range(0, CHUNKS))
    await third.store.finish(ONE)
    expect(files.get('outside/target')?.bytes).toEqual(PLAIN)
  })

  test('on a drive that is not there for a while is there again afterwards', async () => {
    const { author, files, reader } = await download()
    await passChunks(author.store, ONE, reader.store, ONE, range(0, 10))
    await reader.store.close()
    const part = files.get('outside/target.passel-part')!
    files.delete('outside/target.passel-part')
    const without = await openLive({ files })
    expect(without.stored[0]).toMatchObject({ state: 'active', resumedBytes: 0 })
    await without.store.close()
    files.set('outside/target.passel-part', part)
    const again = await openLive({ files })
    expect(again.stored[0]?.resumedBytes).toBe(10 * 128)
  })

  test('that was edited after it was finished is not given to others', async () => {
    const { author, files, reader } = await download()
    await passChunks(author.store, ONE, reader.store, ONE, range(0, CHUNKS))
    await reader.store.finish(ONE)
    expect(await reader.store.readChunk(ONE, chunkNo(3))).toEqual(await author.store.readChunk(ONE, chunkNo(3)))
    files.get('outside/target')!.bytes[3 * TINY_CAPACITY] = 0
    files.get('outside/target')!.bytes[3 * TINY_CAPACITY + 1] = 0
    await expect(reader.store.readChunk(ONE, chunkNo(3))).rejects.toMatchObject({ code: 'source-changed' })
    await reader.store.close()
    files.delete('outside/target')
    const again = await openLive({ files })
    expect(again.stored[0]).toMatchObject({ state: 'done', resumedBytes: 0 })
  })

  test('has a part of its own beside another download of the same name', async () => {
    const { author, payload, files, reader, pages } = await download()
    const second = await reader.store.create(getOf(payload, 'target'))
    await passPages(author.store, ONE, reader.store, second, 0, pages)
    await Promise.all([
      passChunks(author.store, ONE, reader.store, ONE, range(0, CHUNKS)),
      passChunks(author.store, ONE, reader.store, second, range(0, CHUNKS)),
    ])
    await reader.store.finish(ONE)
    await reader.store.finish(second)
    expect([files.get('outside/target')?.bytes, files.get('outside/target (2)')?.bytes]).toEqual([PLAIN, PLAIN])
  })
})
