import { describe, expect, test } from 'vitest'
import { PasselError } from '../errors.ts'
import { chanNo, chunkNo, pageNo } from '../ids.ts'
import { chunkCapacity } from '../pure/chunk-layout.ts'
import type { PageSummary } from '../pure/page.ts'
import { settled } from '../testing/scripted/system.ts'
import { scriptedReference, scriptedSnapshot, scriptedTransfer } from '../testing/scripted/transfer.ts'
import { readPlain, type PlainRange } from './plain-reader.ts'
import { createRunning, type Running } from './running.ts'
import { toTransferState } from './transfer-state.ts'
import type { Transfer } from './transfer.ts'

const FULL = chunkCapacity(64)
const SIZE = 4 * FULL + 7
const plain = Uint8Array.from({ length: SIZE }, (_, i) => i % 251)

/** Two pages: four full chunks, then one of 7 bytes. */
const pages: readonly PageSummary[] = [
  { page: pageNo(0), first: chunkNo(0), count: 4, final: false, chunkBytes: 64, plainOffset: 0 },
  { page: pageNo(1), first: chunkNo(4), count: 1, final: true, chunkBytes: 64, plainOffset: 4 * FULL, size: SIZE }
]

interface Stage {
  readonly running: Running
  readonly reads: readonly (readonly [offset: number, length: number])[]
  readonly wishes: readonly (readonly [first: number, count: number])[]
  read (range?: PlainRange): ReadableStream<Uint8Array>
  page (number: number): void
  chunk (number: number): void
}

/** A payload whose pages and chunks arrive when the test says, over the very bookkeeping the engine uses. */
function createStage (known: readonly PageSummary[] = []): Stage {
  const reads: [number, number][] = []
  const wishes: [number, number][] = []
  const have = new Set<number>()
  const stored = scriptedTransfer(known)
  const { swarm } = stored
  const running = createRunning('t', stored, scriptedReference, () => ({}) as Transfer)

  async function readStored (offset: number, length: number): Promise<Uint8Array> {
    reads.push([offset, length])
    const end = Math.min(offset + length, SIZE)
    for (let chunk = Math.floor(offset / FULL); chunk * FULL < end; chunk++) {
      if (!have.has(chunk)) throw new PasselError('not-found', `chunk ${chunk} is not here`)
    }
    return plain.slice(offset, end)
  }

  return {
    running,
    reads,
    wishes,
    read: (range) => readPlain({
      map: running.map,
      read: readStored,
      readAhead: (first, count) => { wishes.push([first, count]) },
      progress: running.progress,
      arrived: running.arrived
    }, range),
    page: (number) => {
      const result = { verdict: 'ok', page: pages[number]! } as const
      running.handled({ type: 'page-checked', swarm, chan: chanNo(0), result })
    },
    chunk: (number) => {
      have.add(number)
      running.handled({ type: 'kept', swarm, chunk: chunkNo(number), outcome: 'ok' })
    }
  }
}

function everything (stage: Stage): void {
  for (const number of pages.keys()) stage.page(number)
  for (let chunk = 0; chunk < 5; chunk++) stage.chunk(chunk)
}

async function bytesOf (stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

describe('what is there', () => {
  test('is read in order, to the end', async () => {
    const stage = createStage()
    everything(stage)
    expect(await bytesOf(stage.read())).toEqual(plain)
  })

  test.each<[PlainRange, number, number]>([
    [{ start: 10 }, 10, SIZE],
    [{ end: 20 }, 0, 20],
    [{ start: FULL - 1, end: FULL + 1 }, FULL - 1, FULL + 1],
    [{ start: 4 * FULL, end: SIZE + 1_000 }, 4 * FULL, SIZE],
    [{ start: 30, end: 30 }, 30, 30],
    [{ start: SIZE }, SIZE, SIZE]
  ])('a range %j is exactly that', async (range, start, end) => {
    const stage = createStage()
    everything(stage)
    expect(await bytesOf(stage.read(range))).toEqual(plain.slice(start, end))
  })

  test('is not read before somebody takes it', async () => {
    const stage = createStage()
    everything(stage)
    const reader = stage.read().getReader()
    await settled()
    expect(stage.reads).toEqual([])
    await reader.read()
    await settled()
    expect(stage.reads).toHaveLength(1)
  })

  test('of an empty payload is nothing', async () => {
    const empty: PageSummary = { ...pages[0]!, count: 0, final: true, size: 0 }
    expect(await bytesOf(createStage([empty]).read())).toHaveLength(0)
  })
})

describe('what is not there yet', () => {
  test('is waited for without polling: one look for each thing that matters', async () => {
    const stage = createStage(pages)
    const reader = stage.read().getReader()
    const first = reader.read()
    await settled()
    expect(stage.reads).toEqual([[0, FULL]])
    stage.chunk(3)
    stage.chunk(1)
    await settled()
    expect(stage.reads).toHaveLength(1)
    stage.chunk(0)
    expect((await first).value).toEqual(plain.slice(0, FULL))
    expect(stage.reads).toHaveLength(2)
  })

  test('does not hold back the chunk before it', async () => {
    const stage = createStage(pages)
    stage.chunk(0)
    const reader = stage.read().getReader()
    expect((await reader.read()).value).toEqual(plain.slice(0, FULL))
    const second = reader.read()
    await settled()
    stage.chunk(1)
    expect((await second).value).toEqual(plain.slice(FULL, 2 * FULL))
  })

  test('is waited for while even its page is unknown', async () => {
    const stage = createStage()
    const first = stage.read().getReader().read()
    await settled()
    expect(stage.reads).toEqual([])
    stage.page(0)
    await settled()
    stage.chunk(0)
    expect((await first).value).toEqual(plain.slice(0, FULL))
  })

  test('may turn out to be nothing: the final page ends a reader who waits behind the last byte', async () => {
    const stage = createStage(pages.slice(0, 1))
    const rest = stage.read({ start: SIZE }).getReader().read()
    await settled()
    stage.page(1)
    expect(await rest).toEqual({ done: true, value: undefined })
  })

  test('and arrives between the look and the wait is not missed', async () => {
    const stage = createStage(pages)
    let tries = 0
    const stream = readPlain({
      map: stage.running.map,
      read: async () => {
        if (++tries > 1) return plain.slice(0, FULL)
        stage.chunk(0)
        throw new PasselError('not-found', 'not yet')
      },
      readAhead: () => { /* not looked at */ },
      progress: stage.running.progress,
      arrived: stage.running.arrived
    })
    expect((await stream.getReader().read()).value).toHaveLength(FULL)
  })

  test('stays a wait when the store knows of no bytes there', async () => {
    const stage = createStage(pages)
    let tries = 0
    const stream = readPlain({
      map: stage.running.map,
      read: async () => ++tries === 1 ? new Uint8Array(0) : plain.slice(0, 5),
      readAhead: () => { /* not looked at */ },
      progress: stage.running.progress,
      arrived: stage.running.arrived
    })
    const first = stream.getReader().read()
    await settled()
    expect(tries).toBe(1)
    stage.page(1)
    stage.chunk(0)
    expect((await first).value).toHaveLength(5)
  })
})

describe('the wish to read ahead', () => {
  test('is given once a chunk, from the reader\'s place on, and taken back at the end', async () => {
    const stage = createStage()
    everything(stage)
    await bytesOf(stage.read({ start: 2 * FULL }))
    expect(stage.wishes.map(([first]) => first)).toEqual([2, 3, 4, 0])
    expect(stage.wishes.slice(0, 3).every(([, count]) => count > 0)).toBe(true)
    expect(stage.wishes.at(-1)).toEqual([0, 0])
  })

  test('is given before the wait, so that what is missing is fetched first', async () => {
    const stage = createStage(pages)
    void stage.read({ start: FULL }).getReader().read()
    await settled()
    expect(stage.wishes.map(([first]) => first)).toEqual([1])
  })

  test('is taken back when the reader goes, and not given again by what arrives later', async () => {
    const stage = createStage()
    const reader = stage.read().getReader()
    const first = reader.read()
    await settled()
    await reader.cancel()
    expect(await first).toEqual({ done: true, value: undefined })
    expect(stage.wishes).toEqual([[0, 0]])
    everything(stage)
    await settled()
    expect(stage.wishes).toEqual([[0, 0]])
    expect(stage.reads).toEqual([])
  })

  test('is taken back when reading fails', async () => {
    const stage = createStage(pages)
    const first = stage.read().getReader().read()
    await settled()
    const state = toTransferState('t', scriptedReference, scriptedSnapshot())
    stage.running.observe({ ...state, failure: 'disk-full' })
    await expect(first).rejects.toMatchObject({ code: 'disk-full' })
    expect(stage.wishes.at(-1)).toEqual([0, 0])
  })
})

test('an error of the store is the reader\'s error', async () => {
  const { running } = createStage(pages)
  const stream = readPlain({
    map: running.map,
    read: () => Promise.reject(new PasselError('source-changed', 'the file is another one')),
    readAhead: () => { /* not looked at */ },
    progress: running.progress,
    arrived: running.arrived
  })
  await expect(bytesOf(stream)).rejects.toMatchObject({ code: 'source-changed' })
})
