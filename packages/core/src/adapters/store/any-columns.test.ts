import { describe, expect, test } from 'vitest'
import { chunkNo, type SwarmNo } from '../../ids.ts'
import { createMemoryDisk } from '../../testing/memory-disk.ts'
import {
  createPayload, getOf, passChunks, passPages, plainBytes, publish, range, sendOf, type TestPayload,
} from '../../testing/store-payload.ts'
import { createRandom } from '../../machines/random.ts'
import { FIRST_PARITY } from '../../pure/parity-name.ts'
import { columnOf, parityCount, stripeCount, type Scheme } from '../../pure/stripes.ts'
import type { ErasureCoder } from './coding/erasure-coder.ts'
import { createScriptCoder } from './coding/script-coder.ts'
import { createStore } from './store.ts'
import { createWebCrypto } from './web-crypto.ts'

const CHUNK_BYTES = 64
const CAPACITY = CHUNK_BYTES - 20

type Store = ReturnType<typeof createStore>

interface Bed {
  readonly store: Store
  readonly author: SwarmNo
  readonly payload: TestPayload
  readonly pages: number
  readonly chunks: number
  readonly plain: Uint8Array
}

/** A payload of two whole stripes and a bit, published. */
async function publishedBy (scheme: Scheme, coder?: ErasureCoder): Promise<Bed> {
  const store = createStore(createMemoryDisk(), createWebCrypto(), {
    chunkBytes: CHUNK_BYTES, ...(coder !== undefined && { coder }),
  })
  await store.open()
  const chunks = 2 * scheme.need + 1
  const plain = plainBytes(chunks * CAPACITY - 3)
  const payload = await createPayload('bundle')
  const author = await store.create(sendOf(payload, { kind: 'blob', blob: new Blob([plain]) }, scheme))
  const pages = await publish(store, author, 8, 100)
  return { store, author, payload, pages: pages.length, chunks, plain }
}

/** A reader to whom only these columns are given; its outcome of each stripe, and the bytes when it has all. */
async function readFrom (
  { store, author, payload, pages, chunks }: Bed, scheme: Scheme, columns: readonly number[]
): Promise<{ outcomes: string[], bytes: Uint8Array | undefined }> {
  const reader = await store.create(getOf(payload))
  await passPages(store, author, store, reader, 0, pages)
  const all = [...range(0, chunks), ...range(FIRST_PARITY, FIRST_PARITY + parityCount(chunks, scheme))]
  await passChunks(store, author, store, reader, all.filter((chunk) => columns.includes(columnOf(chunk, scheme))))
  const outcomes: string[] = []
  for (const stripe of range(0, stripeCount(chunks, scheme))) {
    outcomes.push((await store.rebuild(reader, stripe)).outcome)
  }
  const whole = outcomes.every((outcome) => outcome === 'ok')
  if (whole) await store.finish(reader)
  const bytes = whole ? await store.readPlain(reader, 0, 1e6) : undefined
  await store.forget(reader)
  return { outcomes, bytes }
}

function * choices (of: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) yield []
  else for (let first = from; first <= of - count; first++) {
    for (const rest of choices(of, count - 1, first + 1)) yield [first, ...rest]
  }
}

function drawn (of: number, count: number, random: ReturnType<typeof createRandom>): number[] {
  const columns = range(0, of)
  while (columns.length > count) columns.splice(random.below(columns.length), 1)
  return columns
}

describe('any columns that are enough make the payload, byte for byte, and one fewer does not', () => {
  const every = [[2, 3], [2, 4], [3, 5], [4, 6], [2, 7], [5, 8], [3, 9], [4, 10], [9, 10]] as const
  test.each(every)('%i of %i: every choice of them', async (need, of) => {
    const scheme = { need, of }
    const bed = await publishedBy(scheme)
    for (const columns of choices(of, need)) {
      expect((await readFrom(bed, scheme, columns)).bytes).toEqual(bed.plain)
    }
    for (const columns of choices(of, need - 1)) {
      expect((await readFrom(bed, scheme, columns)).outcomes.slice(0, 2)).toEqual(['missing', 'missing'])
    }
  })

  test.each([[10, 20], [20, 50], [3, 100], [64, 255]] as const)('%i of %i: some of them', async (need, of) => {
    const scheme = { need, of }
    const random = createRandom(need * 1000 + of)
    const bed = await publishedBy(scheme)
    for (const _ of range(0, 5)) {
      const columns = drawn(of, need, random)
      expect((await readFrom(bed, scheme, columns)).bytes).toEqual(bed.plain)
      expect((await readFrom(bed, scheme, columns.slice(1))).outcomes.slice(0, 2)).toEqual(['missing', 'missing'])
    }
  })
})

describe('an author whose parity is not of its data', () => {
  /** Whatever is made of all data is wrong; what is made of parity is right. */
  function lying (): ErasureCoder {
    const { combine } = createScriptCoder()
    return {
      combine: (factors, sources, into) => {
        combine(factors, sources, into)
        const first = into[0]
        if (first !== undefined) first[5] = (first[5] as number) ^ 1
      },
    }
  }

  test('is found out when a stripe is rebuilt, and the data that is there stays good', async () => {
    const scheme = { need: 2, of: 3 }
    const bed = await publishedBy(scheme, lying())
    const honest = createStore(createMemoryDisk(), createWebCrypto())
    await honest.open()
    const reader = await honest.create(getOf(bed.payload))
    await passPages(bed.store, bed.author, honest, reader, 0, bed.pages)
    await passChunks(bed.store, bed.author, honest, reader, [0, 2, 4, FIRST_PARITY, FIRST_PARITY + 1])
    expect(await honest.rebuild(reader, 0)).toEqual({ outcome: 'bad-parity', chunks: [] })
    // Its parity is dropped, and nothing else.
    expect((await honest.rebuild(reader, 0)).outcome).toBe('missing')
    expect(await honest.readPlain(reader, 0, CAPACITY)).toEqual(bed.plain.slice(0, CAPACITY))
    await passChunks(bed.store, bed.author, honest, reader, [1, 3])
    expect((await honest.rebuild(reader, 0)).outcome).toBe('ok')
    await honest.finish(reader)
    expect(await honest.readPlain(reader, 0, 1e6)).toEqual(bed.plain)
  })
})

test('copies cost nothing: 1 of 3 seals, lists and reads as 1 of 1 does', async () => {
  const [copies, plain] = [await publishedBy({ need: 1, of: 3 }), await publishedBy({ need: 1, of: 1 })]
  expect(copies.pages).toBe(plain.pages)
  expect(await copies.store.sealParity(copies.author, 9)).toEqual({ first: 0, count: 0, last: true })
  const parity = copies.store.readChunk(copies.author, chunkNo(FIRST_PARITY))
  await expect(parity).rejects.toMatchObject({ code: 'not-found' })
})
