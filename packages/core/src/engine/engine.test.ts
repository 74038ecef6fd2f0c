import { afterEach, describe, expect, test, vi } from 'vitest'
import { createStore } from '../adapters/store/store.ts'
import { createWebCrypto } from '../adapters/store/web-crypto.ts'
import { createSystem } from '../adapters/system/index.ts'
import type { PrivacyClass } from '../ids.ts'
import { formatReference } from '../pure/reference-codec.ts'
import { createMemoryDisk, type MemoryFiles } from '../testing/memory-disk.ts'
import { createMemoryNetwork, type MemoryNetwork } from '../testing/memory-links.ts'
import { createMemorySignals, type MemorySignals } from '../testing/memory-signals.ts'
import { createEngine, type Engine } from './engine.ts'
import type { EngineOptions, RepeatableSendOptions } from './options.ts'
import type { Transfer } from './transfer.ts'

const system = createSystem()
const plain = Uint8Array.from({ length: 5_000 }, (_, i) => i * 7 % 251)

interface World { readonly network: MemoryNetwork, readonly signals: MemorySignals }

function createWorld (): World {
  return {
    network: createMemoryNetwork(),
    signals: createMemorySignals({ now: () => system.now().wall, after: system.alarm, delayMs: 1 })
  }
}

interface Home {
  readonly files: MemoryFiles
  readonly listens: boolean
  readonly name: string
  readonly trouble: unknown[]
}

let homes = 0
const newHome = (listens = true): Home => ({ files: new Map(), listens, name: `home-${++homes}`, trouble: [] })

const open = new Set<Engine>()
afterEach(async () => {
  await Promise.all([...open].map((engine) => engine.close()))
  open.clear()
})

/** An engine over a disk, links and signals in memory, with chunks of 1 KiB. */
async function openEngine (
  { network, signals }: World, home = newHome(), options: Partial<EngineOptions> = {}
): Promise<Engine> {
  const engine = await createEngine({
    platform: {
      system,
      store: createStore(createMemoryDisk({ files: home.files }), createWebCrypto(), { chunkBytes: 1024 }),
      createLink: (privacy, listener) => network.createLink(privacy, listener, { listens: home.listens })
    },
    signals: signals.member(home.name),
    onTrouble: (where, error) => { home.trouble.push([where, error]) },
    ...options
  })
  open.add(engine)
  return engine
}

async function close (engine: Engine): Promise<void> {
  open.delete(engine)
  await engine.close()
}

async function bytesOf (transfer: Transfer): Promise<Uint8Array> {
  return new Uint8Array(await (await transfer.blob()).arrayBuffer())
}

describe('a file', () => {
  test('goes from one engine to another; both are told when it is done', async () => {
    const world = createWorld()
    const [homeA, homeB] = [newHome(), newHome()]
    const [a, b] = [await openEngine(world, homeA), await openEngine(world, homeB)]
    const sent = await a.send(new Blob([plain], { type: 'image/png' }), { name: 'photo.png' })
    const received = await b.receive(sent.text)
    await Promise.all([sent.done(), received.done()])
    expect(await bytesOf(received)).toEqual(plain)
    expect((await received.blob()).type).toBe('image/png')
    expect(received.reference.name).toBe('photo.png')
    expect(received.state()).toMatchObject({ phase: 'done', progress: { loaded: plain.length, total: plain.length } })
    expect(homeA.trouble).toEqual([])
    expect(homeB.trouble).toEqual([])
  })

  test('has its reference before its first byte is read, and is received while it is being made', async () => {
    const world = createWorld()
    const [a, b] = [await openEngine(world), await openEngine(world)]
    let give: ((bytes: Uint8Array | null) => void) | undefined
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => {
        give = (bytes) => {
          if (bytes === null) controller.close()
          else controller.enqueue(bytes)
        }
      }
    })
    const sent = await a.send(source)
    const received = await b.receive(sent.text)
    const reader = received.stream().getReader()
    give?.(plain.subarray(0, 100))
    expect((await reader.read()).value).toEqual(plain.subarray(0, 100))
    give?.(plain.subarray(100))
    give?.(null)
    const rest: number[] = []
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest.push(...part.value)
    expect(Uint8Array.from(rest)).toEqual(plain.subarray(100))
  })

  test('given as a stream leaves the application its bytes', async () => {
    const a = await openEngine(createWorld())
    const mine = plain.slice()
    const sent = await a.send((async function * () { yield mine })(), { until: 'sealed' })
    await sent.done()
    expect(mine).toEqual(plain)
    expect(await bytesOf(sent)).toEqual(plain)
  })

  test('is found over Waku when nobody can be dialled, through a relay', async () => {
    const world = createWorld()
    const relay = world.network.relay().address
    const [a, b] = [
      await openEngine(world, newHome(false), { relays: [relay] }),
      await openEngine(world, newHome(false), { relays: [relay] })
    ]
    const sent = await a.send(new Blob([plain]))
    const received = await b.receive(sent.text)
    await received.done()
    expect(await bytesOf(received)).toEqual(plain)
    expect(world.signals.published.length).toBeLessThanOrEqual(4)
  })

  test('can be read by who sends it, in part too', async () => {
    const a = await openEngine(createWorld())
    const sent = await a.send(new Blob([plain]), { until: 'sealed' })
    await sent.done()
    expect(await bytesOf(sent)).toEqual(plain)
    const part = await new Response(sent.stream({ start: 1_000, end: 3_000 })).arrayBuffer()
    expect(new Uint8Array(part)).toEqual(plain.subarray(1_000, 3_000))
  })
})

describe('a restart', () => {
  test('goes on by itself, on both sides', async () => {
    const world = createWorld()
    const [homeA, homeB] = [newHome(), newHome()]
    const [a, b] = [await openEngine(world, homeA), await openEngine(world, homeB, { downloadBytesPerSecond: 1 })]
    const sent = await a.send(new Blob([plain]))
    await b.receive(sent.text)
    await close(b)
    const again = await openEngine(world, homeB)
    const [resumed] = again.transfers()
    expect(resumed).toMatchObject({ role: 'get', text: sent.text })
    await resumed!.done()
    expect(await bytesOf(resumed!)).toEqual(plain)
  })

  test('remembers what is done', async () => {
    const world = createWorld()
    const home = newHome()
    const [a, b] = [await openEngine(world), await openEngine(world, home)]
    const sent = await a.send(new Blob([plain]))
    await (await b.receive(sent.text)).done()
    await close(b)
    const again = await openEngine(world, home)
    await again.transfers()[0]!.done()
    expect(await bytesOf(again.transfers()[0]!)).toEqual(plain)
  })
})

describe('a source that only the person can open again', () => {
  test('shows as missing at the next start, before anybody asks, and goes on when it is given', async () => {
    const world = createWorld()
    const home = newHome()
    const store = createStore(createMemoryDisk({ files: home.files }), createWebCrypto(), { chunkBytes: 1024 })
    const asked: number[] = []
    const askForSource = async (swarm: number): Promise<boolean> => asked.push(swarm) === 0
    const createLink = world.network.createLink
    const [a, b] = [await openEngine(world, home), await openEngine(world)]
    const { id, text } = await a.send(new Blob([plain]))
    await vi.waitFor(() => expect(a.transfer(id)?.state().phase).toBe('holding'))
    await close(a)
    const again = await openEngine(world, home, { platform: { system, store: { ...store, askForSource }, createLink } })
    const [sent] = again.transfers()
    await vi.waitFor(() => expect(sent?.state().pauseReason).toBe('needs-file'))
    await expect(sent?.resume()).rejects.toMatchObject({ code: 'source-missing' })
    expect([asked, sent?.state().pauseReason]).toEqual([[1], 'needs-file'])
    await sent?.resume({ kind: 'blob', blob: new Blob([plain]) })
    expect([asked, sent?.state().pauseReason]).toEqual([[1], null])
    await (await b.receive(text)).done()
  })

  test('shows as missing again when it was resumed without it', async () => {
    const world = createWorld()
    const home = newHome()
    const a = await openEngine(world, home)
    const { id } = await a.send(new Blob([plain]))
    await vi.waitFor(() => expect(a.transfer(id)?.state().phase).toBe('holding'))
    a.transfer(id)?.pause()
    await close(a)
    const [sent] = (await openEngine(world, home)).transfers()
    expect(sent?.state().pauseReason).toBe('user')
    await sent?.resume()
    await vi.waitFor(() => expect(sent?.state().pauseReason).toBe('needs-file'))
  })

  test('and one that is fed anew is begun once, however often it is sent with one secret', async () => {
    const a = await openEngine(createWorld())
    const options: RepeatableSendOptions = { secret: system.randomBytes(32) }
    const first = await a.send(new Blob([plain]), options)
    expect(await a.send(new Blob([plain]), options)).toBe(first)
    expect(a.transfers()).toEqual([first])
  })
})

describe('a reference', () => {
  test('received twice, or twice at once, is one transfer', async () => {
    const world = createWorld()
    const [a, b] = [await openEngine(world), await openEngine(world)]
    const { text, reference } = await a.send(new Blob([plain]))
    const [first, second] = await Promise.all([b.receive(text), b.receive(reference)])
    expect(second).toBe(first)
    expect(await b.receive(text)).toBe(first)
    expect(b.transfers()).toEqual([first])
    expect(b.transfer(first.id)).toBe(first)
  })

  test.each(['', 'https://example.org', 'passel:AAAA'])('that is none is refused: %j', async (text) => {
    const engine = await openEngine(createWorld())
    await expect(engine.receive(text)).rejects.toMatchObject({ code: 'reference-malformed' })
    expect(engine.transfers()).toEqual([])
  })

  test('that has expired is refused, unless its transfer runs already', async () => {
    const world = createWorld()
    const [a, b] = [await openEngine(world), await openEngine(world)]
    const { text } = await a.send(new Blob([plain]), { timeToLiveMs: -1 })
    await expect(b.receive(text)).rejects.toMatchObject({ code: 'reference-expired' })
    expect((await a.receive(text)).role).toBe('send')
  })

  test('with hints that its author did not sign is used without them', async () => {
    const world = createWorld()
    const [a, b] = [await openEngine(world), await openEngine(world)]
    await a.warm('direct')
    const { reference } = await a.send(new Blob([plain]))
    expect(reference.hints).toHaveLength(1)
    const forged = { ...reference, relays: ['/dns4/elsewhere/tcp/1'] }
    const received = await b.receive(formatReference(forged))
    expect(received.reference).toMatchObject({ hints: [], relays: [] })
  })
})

describe('cancel', () => {
  test('erases the transfer; its handle shows the end, and who waits is told', async () => {
    const world = createWorld()
    const home = newHome()
    const engine = await openEngine(world, home)
    const other = await openEngine(world)
    const { text } = await other.send(new Blob([plain]))
    await close(other)
    const received = await engine.receive(text)
    const done = received.done().catch((error: unknown) => error)
    const read = received.stream().getReader().read().catch((error: unknown) => error)
    await received.cancel()
    expect(await done).toMatchObject({ code: 'canceled' })
    expect(await read).toMatchObject({ code: 'canceled' })
    expect(received.state()).toMatchObject({ phase: 'failed', failure: 'canceled' })
    expect(engine.transfers()).toEqual([])
    expect(engine.state.getState().transfers).toEqual({})
    await close(engine)
    expect((await openEngine(world, home)).transfers()).toEqual([])
  })

  test('leaves other transfers alone, and the same reference can be received again', async () => {
    const world = createWorld()
    const [a, b] = [await openEngine(world), await openEngine(world)]
    const [one, two] = [await a.send(new Blob([plain])), await a.send(new Blob([plain.subarray(0, 9)]))]
    const first = await b.receive(one.text)
    const other = await b.receive(two.text)
    await first.cancel()
    await other.done()
    const again = await b.receive(one.text)
    expect(again).not.toBe(first)
    await again.done()
    expect(await bytesOf(again)).toEqual(plain)
  })
})

describe('states', () => {
  test('are in the store and reach a handle\'s subscriber, until it stops', async () => {
    const world = createWorld()
    const [a, b] = [await openEngine(world), await openEngine(world)]
    const sent = await a.send(new Blob([plain]))
    const received = await b.receive(sent.text)
    const phases: string[] = []
    const stop = received.subscribe(({ phase }) => { phases.push(phase) })
    await received.done()
    expect(phases.at(-1)).toBe('done')
    expect(b.state.getState().transfers[received.id]?.phase).toBe('done')
    stop()
    const before = phases.length
    await received.cancel()
    expect(phases).toHaveLength(before)
  })

  test('of a paused transfer say so, and it goes on when asked', async () => {
    const world = createWorld()
    const [a, b] = [await openEngine(world), await openEngine(world)]
    const sent = await a.send(new Blob([plain]))
    sent.pause()
    const received = await b.receive(sent.text)
    expect(sent.state().pauseReason).toBe('user')
    await sent.resume()
    await received.done()
    expect(await bytesOf(received)).toEqual(plain)
  })

  test('of a source that broke off are a failure, and other transfers do not notice', async () => {
    const world = createWorld()
    const home = newHome()
    const a = await openEngine(world, home)
    const broken = await a.send((async function * () {
      yield plain
      throw new Error('the camera was unplugged')
    })())
    await vi.waitFor(() => expect(broken.state().pauseReason ?? broken.state().failure).not.toBeNull())
    expect(home.trouble).toMatchObject([['source', { message: 'the camera was unplugged' }]])
    const sent = await a.send(new Blob([plain]), { until: 'sealed' })
    await sent.done()
  })
})

describe('being reachable', () => {
  const classes: PrivacyClass[] = ['direct', 'relayed']

  test.each(classes)('in class %s is a matter of a relay, and can be waited for', async (privacy) => {
    const world = createWorld()
    const relay = world.network.relay().address
    const engine = await openEngine(world, newHome(false), { relays: [relay] })
    await engine.warm(privacy)
    const sent = await engine.send(new Blob([plain]), { privacy })
    expect(sent.reference.hints[0]?.addresses).toEqual([expect.stringContaining('/p2p-circuit/')])
  })

  test('is not waited for longer than the caller wants', async () => {
    const engine = await openEngine(createWorld(), newHome(false))
    const abort = new AbortController()
    const warm = engine.warm('direct', abort.signal)
    abort.abort()
    expect(await warm).toBeUndefined()
    expect(await engine.warm('direct', abort.signal)).toBeUndefined()
  })
})
