import { expect, test } from 'vitest'
import { MAX_PAST_MS } from '../../limits.ts'
import { createFakeLightNode, type FakeLightNode } from './fake-light-node.ts'
import { createHistory } from './history.ts'
import type { WakuReceived } from './light-node.ts'

const DAY_MS = 24 * 3_600_000
const NOW_MS = Date.UTC(2026, 10, 21)
const MEGABYTE = 1_000_000

function message (atMs: number, bytes = 1): WakuReceived {
  return { contentTopic: '', payload: new Uint8Array(bytes).fill(atMs % 251), timestamp: new Date(atMs) }
}

interface Asked {
  readonly sinceMs?: number
  readonly untilMs?: number
  readonly maxBytes?: number
  readonly signal?: AbortSignal
}

async function ask (
  { node }: FakeLightNode,
  { sinceMs = NOW_MS - 1_000, untilMs = NOW_MS, maxBytes = MEGABYTE, signal }: Asked = {}
): Promise<number[]> {
  const times: number[] = []
  for await (const { sentAtMs } of createHistory(node, '/a/1').query(3, sinceMs, untilMs, maxBytes, signal)) {
    times.push(sentAtMs)
  }
  return times
}

function connected (...ids: string[]): FakeLightNode {
  const fake = createFakeLightNode()
  for (const [index, id] of ids.entries()) fake.connect(id, index)
  return fake
}

test('pages that are in time order each come out newest first', async () => {
  const fake = connected('one')
  const at = [3, 2, 1, 0].map((n) => NOW_MS - 100 * n)
  fake.pages = () => [at.slice(2).map((ms) => message(ms)), at.slice(0, 2).map((ms) => message(ms))]
  expect(await ask(fake)).toEqual(at.toReversed())
})

test('a long time is asked for in slices of at most a day, newest first and without a gap', async () => {
  const fake = connected('one')
  const sinceMs = NOW_MS - 2.5 * DAY_MS
  await ask(fake, { sinceMs })
  const spans = fake.queries.map(({ timeStart, timeEnd }) => [timeStart!.getTime(), timeEnd!.getTime()] as const)
  expect(spans.every(([from, to]) => to - from <= DAY_MS)).toBe(true)
  expect(spans[0]![1]).toBeGreaterThanOrEqual(NOW_MS)
  expect(spans.at(-1)![0]).toBeLessThanOrEqual(sinceMs)
  for (const [index, [from]] of spans.slice(0, -1).entries()) expect(spans[index + 1]![1]).toBeGreaterThanOrEqual(from)
})

test('nobody is asked for what lies further back than anything is stored', async () => {
  const fake = connected('one')
  await ask(fake, { sinceMs: 0 })
  expect(fake.queries.length).toBeLessThanOrEqual(MAX_PAST_MS / DAY_MS + 1)
})

test('messages outside the span, and those met twice, are left out', async () => {
  const fake = connected('one')
  fake.pages = () => [[message(NOW_MS - 1_001), message(NOW_MS - 10), message(NOW_MS - 10), message(NOW_MS + 1)]]
  expect(await ask(fake)).toEqual([NOW_MS - 10])
})

test('no more bytes are given than asked for, and no page is read after that', async () => {
  const fake = connected('one')
  let pages = 0
  fake.pages = function * () {
    for (;;) yield [message(NOW_MS - ++pages, 40)]
  }
  expect(await ask(fake, { maxBytes: 100 })).toEqual([NOW_MS - 1, NOW_MS - 2])
  expect(pages).toBe(3)
})

test('a service node that gives other things without end is not read for ever', async () => {
  const fake = connected('one')
  fake.pages = function * () {
    for (;;) yield [message(NOW_MS + 60_000, 0)]
  }
  expect(await ask(fake)).toEqual([])
  fake.pages = function * () {
    for (;;) yield [message(NOW_MS + 60_000, 1_000)]
  }
  expect(await ask(fake, { maxBytes: 10_000 })).toEqual([])
})

test('a message whose time is none is left out', async () => {
  const fake = connected('one')
  const timeless = { ...message(NOW_MS), timestamp: undefined }
  fake.pages = () => [[message(Number.NaN), timeless]]
  expect(await ask(fake)).toEqual([])
})

test('an end without a connection is no answer', async () => {
  const fake = createFakeLightNode()
  const connection = fake.connect('one')
  fake.pages = () => {
    connection.status = 'closed'
    return []
  }
  await expect(ask(fake)).rejects.toMatchObject({ code: 'waku-unreachable' })
})

test('an end on a connection that takes no stream is no answer', async () => {
  const fake = createFakeLightNode()
  fake.connect('one').refusesStreams = true
  await expect(ask(fake)).rejects.toMatchObject({ code: 'waku-unreachable' })
})

test('nobody to ask is no answer', async () => {
  await expect(ask(createFakeLightNode())).rejects.toMatchObject({ code: 'waku-unreachable' })
})

test('where a service node fails in the middle the next is asked, and nothing comes twice', async () => {
  const fake = connected('first', 'second')
  fake.pages = function * ({ peerId }) {
    yield [message(NOW_MS - 10)]
    if (String(peerId) === 'first') throw new Error('gone')
    yield [message(NOW_MS - 20)]
  }
  expect(await ask(fake)).toEqual([NOW_MS - 10, NOW_MS - 20])
  expect(fake.queries.map(({ peerId }) => String(peerId))).toEqual(['first', 'second'])
})

test('the node connected longest is asked first: who has just started did not store what it missed', async () => {
  const fake = createFakeLightNode()
  fake.connect('young', 2_000)
  fake.connect('old', 1_000)
  await ask(fake)
  expect(fake.queries.map(({ peerId }) => String(peerId))).toEqual(['old'])
})

test('a query that never ends is ended by its signal', async () => {
  const fake = connected('one')
  const abort = new AbortController()
  fake.node.store.queryGenerator = async function * () {
    yield await new Promise(() => abort.abort())
  }
  await expect(ask(fake, { signal: abort.signal })).rejects.toMatchObject({ code: 'canceled' })
})
