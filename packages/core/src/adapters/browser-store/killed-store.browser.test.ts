import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chunkNo, pageNo, swarmNo, type ChunkNo } from '../../ids.ts'
import type { StorePort } from '../../ports.ts'
import { toHex } from '../../pure/bytes.ts'
import { createStoreBed, type OpenedStore, type StoreBed } from '../../testing/browser/store-bed.ts'
import { createPayload, getOf, plainBytes, range, sendOf } from '../../testing/store-payload.ts'
import type { StorageKind } from './start-message.ts'

const ONE = swarmNo(1)
const CHUNK_BYTES = 4096
const CHUNKS = 200
const PLAIN = plainBytes(CHUNKS * (CHUNK_BYTES - 20) - 7)
const ROUNDS = 4
const SLOW = { timeout: 120_000 }

let bed: StoreBed
beforeEach(() => { bed = createStoreBed() })
afterEach(() => bed.end())

interface Said {
  sealed: number
  finished: boolean
  readonly signed: Map<number, string>
  readonly pages: Set<number>
  readonly kept: Set<number>
}

/** Moves what the reader still lacks, noting each thing once the store has said it is done; calls back after each. */
async function move (author: StorePort, reader: StorePort, said: Said, spoken: () => void): Promise<void> {
  const [[sent], [got]] = await Promise.all([author.open(), reader.open()])
  let { sealedChunks: sealed, sealedLast: last } = sent!
  let listed = sent!.pages.reduce((sum, { count }) => sum + count, 0)
  let [signed, known] = [sent!.pages.length, got!.pages.length]
  const have = new Set(range(0, listed).filter((chunk) => hasBit(got!.have, chunk)))
  while (!last || listed < sealed || have.size < sealed) {
    if (!last) {
      const batch = await author.seal(ONE, 16, 1000)
      sealed += batch.count
      last = batch.last
      said.sealed = sealed
      spoken()
    }
    while (listed < sealed) {
      const { page, head } = await author.signPage(ONE, sealed - listed, last)
      listed += page.count
      signed++
      said.signed.set(page.page, toHex(head.signature))
      spoken()
    }
    for (; known < signed; known++) {
      const { head, page } = await author.readPage(ONE, pageNo(known))
      expect(await reader.checkPage(ONE, head, page)).toMatchObject({ verdict: 'ok' })
      said.pages.add(known)
      spoken()
    }
    await Promise.all(range(0, listed).filter((chunk) => !have.has(chunk)).map(async (chunk) => {
      const bytes = await author.readChunk(ONE, chunkNo(chunk))
      expect((await reader.keep(ONE, chunkNo(chunk), bytes.buffer as ArrayBuffer)).outcome).toBe('ok')
      have.add(chunk)
      said.kept.add(chunk)
      spoken()
    }))
  }
  await reader.finish(ONE)
  said.finished = true
  spoken()
}

/** Everything said so far holds in what both homes have now. */
async function check (author: StorePort, reader: StorePort, said: Said): Promise<void> {
  const [[sent], [got]] = await Promise.all([author.open(), reader.open()])
  expect(sent!.sealedChunks).toBeGreaterThanOrEqual(said.sealed)
  expect(got!.pages.length).toBeGreaterThanOrEqual(said.pages.size)
  expect([...said.kept].filter((chunk) => !hasBit(got!.have, chunk))).toEqual([])
  expect(got!.state === 'done' || !said.finished).toBe(true)
  for (const [page, signature] of said.signed) {
    expect(toHex((await author.readPage(ONE, pageNo(page))).head.signature)).toBe(signature)
  }
  for (const chunk of range(0, got!.have.length * 8).filter((each) => hasBit(got!.have, each)) as ChunkNo[]) {
    expect(await reader.readChunk(ONE, chunk)).toEqual(await author.readChunk(ONE, chunk))
  }
}

function kill (...stores: readonly OpenedStore[]): void {
  for (const store of stores) store.kill()
}

function hasBit (bits: Uint8Array, chunk: number): boolean {
  return ((bits[chunk >> 3] ?? 0) & 0x80 >> (chunk & 7)) !== 0
}

function random (seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return 1 + Math.floor(state / 2 ** 32 * below)
  }
}

describe.each(['opfs', 'indexeddb'] as const)('homes of a page (%s)', (keepIn: StorageKind) => {
  test('hold all that was said before its workers died in the middle of their work', SLOW, async ({ annotate }) => {
    const seed = Math.floor(Math.random() * 2 ** 32)
    await annotate(`moments of death from seed ${seed}`)
    const next = random(seed)
    const [from, to] = [bed.newHome(), bed.newHome()]
    const openHome = (name: string): OpenedStore => bed.store({ name, keepIn, chunkBytes: CHUNK_BYTES })
    const open = (): [OpenedStore, OpenedStore] => [openHome(from), openHome(to)]
    await bed.write('source', PLAIN)
    const payload = await createPayload()
    const inits = [sendOf(payload, await bed.choose('source')), getOf(payload)] as const
    for (const [i, { store }] of open().entries()) {
      await store.open()
      await store.create(inits[i]!)
      await store.close()
    }
    const said: Said = { sealed: 0, finished: false, signed: new Map(), pages: new Set(), kept: new Set() }
    for (let round = 0; round < ROUNDS && !said.finished; round++) {
      const [author, reader] = open()
      let words = next(CHUNKS / 2)
      await new Promise<void>((resolve, reject) => {
        // Calls to a dead worker never come back, and whoever awaits them is left where they are.
        move(author.store, reader.store, said, () => {
          if (--words > 0) return
          kill(author, reader)
          resolve()
        }).then(resolve, reject)
      })
      kill(author, reader)
      const [a, b] = open()
      await check(a.store, b.store, said)
      kill(a, b)
    }
    const [author, reader] = open()
    await move(author.store, reader.store, said, () => undefined)
    const blob = await reader.store.blobOf(ONE)
    expect(toHex(await digest(blob))).toBe(toHex(await digest(new Blob([PLAIN]))))
  })
})

async function digest (blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))
}
