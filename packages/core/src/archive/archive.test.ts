import { afterEach, describe, expect, test } from 'vitest'
import { createStore } from '../adapters/store/store.ts'
import { createWebCrypto } from '../adapters/store/web-crypto.ts'
import { createSystem } from '../adapters/system/index.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { CreateSignalPort } from '../ports.ts'
import { toHex } from '../pure/bytes.ts'
import { chatMessages } from '../testing/chat-messages.ts'
import { createMemoryDisk } from '../testing/memory-disk.ts'
import { createMemoryNetwork } from '../testing/memory-links.ts'
import { createMemorySignals } from '../testing/memory-signals.ts'
import {
  createArchivePublisher, createArchiveReader, createSeries, handOn, type ArchivedMessage, type ArchiveMemory,
  type ArchivePublisher, type ArchiveReader, type PublisherOptions, type ReaderOptions, type RestoredPage,
  type SeriesKey, type Wish
} from './index.ts'

const system = createSystem()
const DAY_MS = 86_400_000
const NOW_MS = system.now().wall

const closing = new Set<() => Promise<void>>()
afterEach(async () => {
  for (const close of closing) await close()
  closing.clear()
})

/** A place where engines and archives of several people meet, all in memory. */
function createWorld () {
  const network = createMemoryNetwork()
  const signals = createMemorySignals({ now: () => system.now().wall, after: system.alarm, delayMs: 1 })
  let people = 0
  return {
    person: async () => {
      const name = `person ${++people}`
      const engine = await createEngine({
        platform: {
          system,
          store: createStore(createMemoryDisk({ files: new Map() }), createWebCrypto()),
          createLink: (privacy, listener) => network.createLink(privacy, listener, { listens: true })
        },
        signals: signals.member(name)
      })
      closing.add(() => engine.close())
      return { engine, waku: signals.member(`${name}'s archive`) }
    }
  }
}

interface Person { readonly engine: Engine, readonly waku: CreateSignalPort | null }

function createMemory (): ArchiveMemory & { kept: Uint8Array | undefined } {
  const memory = {
    kept: undefined as Uint8Array | undefined,
    load: async () => memory.kept,
    save: async (state: Uint8Array) => { memory.kept = state }
  }
  return memory
}

async function publisherOf (
  { engine, waku }: Person, series: SeriesKey, options: Partial<PublisherOptions> = {}
): Promise<ArchivePublisher> {
  const publisher = await createArchivePublisher(engine, waku, {
    series, memory: createMemory(), privacy: 'direct', ...options
  })
  closing.add(() => publisher.close())
  return publisher
}

async function readerOf (
  { engine, waku }: Person, series: string, options: Partial<ReaderOptions> = {}
): Promise<ArchiveReader> {
  const reader = await createArchiveReader(engine, waku, { series, patienceMs: 5_000, ...options })
  closing.add(() => reader.close())
  return reader
}

interface Restored { readonly messages: ArchivedMessage[], readonly pages: RestoredPage[] }

async function restored (reader: ArchiveReader, wish: Wish): Promise<Restored> {
  const pages: RestoredPage[] = []
  for await (const page of reader.restore(wish)) pages.push(page)
  return { messages: pages.flatMap(({ messages }) => messages), pages }
}

const idsOf = (messages: readonly (ArchivedMessage | undefined)[]): string[] =>
  messages.map((message) => toHex(message?.hash ?? new Uint8Array(0)))
const troublesOf = (pages: readonly RestoredPage[]) => pages.flatMap(({ troubles }) => troubles)

/** Messages of some days up to today, `perDay` each. */
function days (count: number, perDay: number): ArchivedMessage[][] {
  return Array.from({ length: count }, (_, i) => [...chatMessages(perDay, {
    seed: i + 1, fromMs: NOW_MS - (count - i) * DAY_MS, gapMs: DAY_MS / perDay / 3
  })])
}

type History = readonly (readonly ArchivedMessage[])[]

async function publishDays (publisher: ArchivePublisher, history: History): Promise<void> {
  for (const day of history) {
    await publisher.add(day)
    await publisher.flush()
  }
}

const text = (publisher: ArchivePublisher): string => publisher.text() ?? ''

describe('a newcomer', () => {
  test('gets the whole history, byte for byte and in order, when asked to', async () => {
    const world = createWorld()
    const history = days(3, 40)
    const publisher = await publisherOf(await world.person(), await createSeries())
    await publishDays(publisher, history)
    const { messages, pages } = await restored(await readerOf(await world.person(), text(publisher)), { want: 'all' })
    expect(messages).toEqual(history.flat())
    expect(troublesOf(pages)).toEqual([])
  })

  test('who wants the last day fetches its bundle and the newest part of the index', async () => {
    const world = createWorld()
    const history = days(20, 30)
    const publisher = await publisherOf(await world.person(), await createSeries(), { policy: { mergeCount: 100 } })
    await publishDays(publisher, history)
    const newcomer = await world.person()
    const reader = await readerOf(newcomer, text(publisher))
    const wish = { want: 'span', fromMs: NOW_MS - DAY_MS, toMs: NOW_MS } as const
    expect(idsOf((await restored(reader, wish)).messages)).toEqual(idsOf(history.at(-1) ?? []))
    expect(newcomer.engine.transfers().length).toBeLessThanOrEqual(2)
    expect(reader.state.getState()).toMatchObject({ bundles: 20, messages: 600 })
  })

  test('with a budget gets the newest that fit it, and later what lies before, nothing twice', async () => {
    const world = createWorld()
    const history = days(6, 30)
    const publisher = await publisherOf(await world.person(), await createSeries(), { policy: { mergeCount: 100 } })
    await publishDays(publisher, history)
    const reader = await readerOf(await world.person(), text(publisher))
    const { messages } = await restored(reader, { want: 'recent', messages: 70 })
    expect(idsOf(messages)).toEqual(idsOf(history.slice(4).flat()))
    expect(idsOf((await restored(reader, { want: 'all' })).messages)).toEqual(idsOf(history.slice(0, 4).flat()))
    expect(idsOf((await restored(reader, { want: 'all' })).messages)).toEqual(idsOf([]))
  })

  test('hears of the series over Waku, from an announcement that is old', async () => {
    const world = createWorld()
    const history = days(3, 10)
    const publisher = await publisherOf(await world.person(), await createSeries(), { spacingMs: 0 })
    await publishDays(publisher, history.slice(0, 1))
    const old = text(publisher)
    await publishDays(publisher, history.slice(1))
    const reader = await readerOf(await world.person(), old)
    expect(reader.state.getState().messages).toBe(10)
    await reader.refresh()
    expect(reader.state.getState().messages).toBe(30)
    expect(idsOf((await restored(reader, { want: 'all' })).messages)).toEqual(idsOf(history.flat()))
  })
})

describe('somebody who misses messages', () => {
  test('asks by hash or by SDS id, and fetches the bundles that hold them', async () => {
    const world = createWorld()
    const history = days(12, 30).map((day, i) => day.map((it, j) => ({ ...it, sdsId: `sds-${i}-${j}` })))
    const publisher = await publisherOf(await world.person(), await createSeries(), { policy: { mergeCount: 100 } })
    await publishDays(publisher, history)
    const person = await world.person()
    const reader = await readerOf(person, text(publisher))
    const wanted = [history[2]?.[5], history[7]?.[0], history[7]?.[29]].map((it) => it as ArchivedMessage)
    const ids = [toHex((wanted[0] as ArchivedMessage).hash), 'sds-7-0', 'sds-7-29', 'sds-unknown']
    const { messages, pages } = await restored(reader, { want: 'ids', ids })
    expect(idsOf(messages)).toEqual(idsOf(wanted))
    expect(pages.at(-1)?.bundles).toEqual({ chosen: 2, read: 2 })
    expect(person.engine.transfers().length).toBeLessThanOrEqual(4)
  })
})

describe('a publisher', () => {
  test('merges small bundles, and readers of old announcements lose nothing', async () => {
    const world = createWorld()
    const history = days(9, 20)
    const publisher = await publisherOf(await world.person(), await createSeries(), { policy: { mergeCount: 4 } })
    await publishDays(publisher, history.slice(0, 3))
    const early = await readerOf({ ...await world.person(), waku: null }, text(publisher))
    await publishDays(publisher, history.slice(3))
    expect(publisher.state()).toMatchObject({ bundles: 3, messages: 180, waiting: 0 })
    expect(idsOf((await restored(early, { want: 'all' })).messages)).toEqual(idsOf(history.slice(0, 3).flat()))
    const late = await readerOf(await world.person(), text(publisher))
    expect(idsOf((await restored(late, { want: 'all' })).messages)).toEqual(idsOf(history.flat()))
  })

  test('takes late messages: they come in their place', async () => {
    const world = createWorld()
    const [first = [], second = []] = days(2, 40)
    const late = first.filter((_, i) => i % 4 === 3)
    const publisher = await publisherOf(await world.person(), await createSeries())
    await publishDays(publisher, [first.filter((it) => !late.includes(it)), second, late])
    const { messages } = await restored(await readerOf(await world.person(), text(publisher)), { want: 'all' })
    expect(idsOf(messages)).toEqual(idsOf([...first, ...second]))
  })

  test('refuses what is forged, of the future, or here already, and takes the rest', async () => {
    const world = createWorld()
    const publisher = await publisherOf(await world.person(), await createSeries())
    const [a, b, c] = [...chatMessages(3, { fromMs: NOW_MS - DAY_MS })]
    const { hash: _, ...future } = { ...b as ArchivedMessage, timestampNs: BigInt(NOW_MS + DAY_MS) * 1_000_000n }
    const forged = { ...c as ArchivedMessage, payload: new Uint8Array([1]) }
    const outcome = await publisher.add([a as ArchivedMessage, a as ArchivedMessage, future, forged])
    expect(outcome).toMatchObject({ added: 1, known: 1 })
    expect(outcome.refused.map(({ code }) => code)).toEqual(['bad-option', 'message-forged'])
  })

  test('that comes back goes on with its index, from its memory or from members when that is lost', async () => {
    const world = createWorld()
    const history = days(4, 10)
    const [author, member] = [await world.person(), await world.person()]
    const [series, memory] = [await createSeries(), createMemory()]
    const first = await publisherOf(author, series, { memory, spacingMs: 0 })
    await publishDays(first, history.slice(0, 2))
    await first.close()
    const second = await publisherOf(author, series, { memory, spacingMs: 0 })
    expect(second.state()).toMatchObject({ messages: 20, sequence: 2 })
    await publishDays(second, history.slice(2, 3))
    await restored(await readerOf(member, text(second)), { want: 'all' })
    await second.close()
    await author.engine.close()
    const elsewhere = await publisherOf(await world.person(), series, { spacingMs: 0 })
    expect(elsewhere.state()).toMatchObject({ messages: 30, sequence: 3 })
    await publishDays(elsewhere, history.slice(3))
    const reader = await readerOf(await world.person(), text(elsewhere), { patienceMs: 20_000 })
    const { messages, pages } = await restored(reader, { want: 'all' })
    expect(troublesOf(pages)).toEqual([])
    expect(idsOf(messages)).toEqual(idsOf(history.flat()))
  })
})

describe('more than one publisher', () => {
  test('each with a key of its own: both are followed, and nothing comes twice', async () => {
    const world = createWorld()
    const [first = [], second = [], third = []] = days(3, 20)
    const series = await createSeries()
    const author = await publisherOf(await world.person(), series, { spacingMs: 0 })
    await publishDays(author, [first, second])
    const beside = await publisherOf(await world.person(), await handOn(series, 'publisher'), { spacingMs: 0 })
    await publishDays(beside, [second, third])
    const reader = await readerOf(await world.person(), text(author))
    await reader.hear(text(beside))
    expect(reader.state.getState().publishers).toHaveLength(2)
    expect(idsOf((await restored(reader, { want: 'all' })).messages)).toEqual(idsOf([...first, ...second, ...third]))
  })

  test('a successor named in advance goes on when the author\'s key is lost', async () => {
    const world = createWorld()
    const [first = [], second = []] = days(2, 20)
    const series = await createSeries()
    const heir = await handOn(series, 'successor')
    const author = await publisherOf(await world.person(), series, { spacingMs: 0 })
    await publishDays(author, [first])
    const successor = await publisherOf(await world.person(), heir, { spacingMs: 0 })
    expect(successor.state()).toMatchObject({ messages: 20, sequence: 1 })
    await publishDays(successor, [second])
    const reader = await readerOf(await world.person(), text(author))
    await reader.hear(text(successor))
    await reader.hear(text(author))
    expect(reader.state.getState().publishers).toEqual([
      expect.objectContaining({ name: 'author', sequence: 2, conflict: false })
    ])
    expect(idsOf((await restored(reader, { want: 'all' })).messages)).toEqual(idsOf([...first, ...second]))
  })
})

describe('what is not there', () => {
  test('is told with its time, and all the rest restored', async () => {
    const world = createWorld()
    const history = days(3, 20)
    const author = await world.person()
    const publisher = await publisherOf(author, await createSeries())
    await publishDays(publisher, history)
    const [, , middle] = author.engine.transfers().filter(({ reference }) => reference.size !== undefined)
    await middle?.cancel()
    const reader = await readerOf(await world.person(), text(publisher), { patienceMs: 400 })
    const { messages, pages } = await restored(reader, { want: 'all' })
    const span: unknown = expect.anything()
    expect(troublesOf(pages)).toEqual([expect.objectContaining({ code: 'not-found', span })])
    expect(idsOf(messages)).toEqual(idsOf([...history[0] ?? [], ...history[2] ?? []]))
  })

  test('because its time is up is told as expired', async () => {
    const world = createWorld()
    const author = await world.person()
    const publisher = await publisherOf(author, await createSeries(), { timeToLiveMs: 50 })
    await publishDays(publisher, days(1, 20))
    await new Promise<void>((resolve) => { system.alarm(60, resolve) })
    const { messages, pages } = await restored(await readerOf(await world.person(), text(publisher)), { want: 'all' })
    expect(idsOf(messages)).toEqual(idsOf([]))
    expect(troublesOf(pages).map(({ code }) => code)).toContain('reference-expired')
  })
})

