import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chunkNo, type SwarmNo } from '../../ids.ts'
import type { StorePort } from '../../ports.ts'
import { leaveAllRoom, leaveRoom, unpackableBytes } from '../../testing/browser/allowance.ts'
import { createStoreBed, type StoreBed } from '../../testing/browser/store-bed.ts'
import {
  createPayload, getOf, passPages, publish, range, sendOf, type TestPayload,
} from '../../testing/store-payload.ts'

const CHUNKS = 40
const PLAIN = unpackableBytes(CHUNKS * (256 * 1024 - 20))
/** Bytes beyond what is used already: enough for some chunks. */
const ROOM = 5 * 1024 * 1024

let bed: StoreBed
beforeEach(() => { bed = createStoreBed() })
afterEach(async () => {
  await leaveAllRoom()
  await bed.end()
})

interface Begun {
  readonly store: StorePort
  readonly author: SwarmNo
  readonly reader: SwarmNo
  readonly payload: TestPayload
}

async function begin (store: StorePort): Promise<Begun> {
  await store.open()
  const payload = await createPayload()
  const author = await store.create(sendOf(payload, { kind: 'blob', blob: new Blob([PLAIN]) }))
  const reader = await store.create(getOf(payload))
  const pages = await publish(store, author, 32, 1024)
  await passPages(store, author, store, reader, 0, pages.length)
  return { store, author, reader, payload }
}

async function keep ({ store, author, reader }: Begun, chunk: number): Promise<string> {
  const bytes = await store.readChunk(author, chunkNo(chunk))
  return (await store.keep(reader, chunkNo(chunk), bytes.buffer as ArrayBuffer)).outcome
}

/** Keeps chunks until one is refused; resolves with those that were kept, and why no more were. */
async function fill (begun: Begun): Promise<{ kept: number[], refused: string | undefined }> {
  const kept: number[] = []
  for (const chunk of range(0, CHUNKS)) {
    const outcome = await keep(begun, chunk)
    if (outcome !== 'ok') return { kept, refused: outcome }
    kept.push(chunk)
  }
  return { kept, refused: undefined }
}

describe.each(['opfs', 'indexeddb'] as const)('when the browser gives no more room (%s)', (keepIn) => {
  beforeEach(() => leaveRoom(ROOM))

  test('chunks are refused for that reason, nothing is lost, and it goes on when there is room', async () => {
    const begun = await begin(bed.store({ name: bed.newHome(), keepIn }).store)
    const { kept, refused } = await fill(begun)
    expect(refused).toBe('quota')
    for (const chunk of kept) {
      const there = await begun.store.readChunk(begun.reader, chunkNo(chunk))
      expect(there).toEqual(await begun.store.readChunk(begun.author, chunkNo(chunk)))
    }
    await leaveAllRoom()
    expect(await fill(begun)).toEqual({ kept: range(0, CHUNKS), refused: undefined })
    await begun.store.finish(begun.reader)
    const received = new Uint8Array(await (await begun.store.blobOf(begun.reader)).arrayBuffer())
    expect(received.findIndex((byte, i) => byte !== PLAIN[i])).toBe(-1)
  })

  test('what was kept until then is there after a restart', async () => {
    const name = bed.newHome()
    const begun = await begin(bed.store({ name, keepIn }).store)
    const { kept } = await fill(begun)
    await begun.store.close()
    const { store } = bed.store({ name, keepIn })
    const got = (await store.open()).find(({ swarm }) => swarm === begun.reader)
    expect(kept.filter((chunk) => ((got?.have[chunk >> 3] ?? 0) & 0x80 >> (chunk & 7)) === 0)).toEqual([])
  })

  test('forgetting a transfer works, is remembered, and makes room', async () => {
    const name = bed.newHome()
    const begun = await begin(bed.store({ name, keepIn }).store)
    const { kept } = await fill(begun)
    expect(kept.length).toBeLessThan(CHUNKS)
    await begun.store.forget(begun.reader)
    await begun.store.close()
    const again = bed.store({ name, keepIn }).store
    expect((await again.open()).map(({ swarm }) => swarm)).toEqual([begun.author])
    const reader = await again.create(getOf(begun.payload))
    await passPages(again, begun.author, again, reader, 0, 1)
    await again.setSource(begun.author, { kind: 'blob', blob: new Blob([PLAIN]) })
    expect(await keep({ ...begun, reader, store: again }, 0)).toBe('ok')
  })
})
