/**
 * How fast the store's thread seals and keeps chunks, without an engine around it, beside the bare ciphers:
 * `node --conditions=passel-source packages/node/src/store/store-speed.bench.ts [MiB] [runs]`.
 */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPayload, getOf, sendOf } from '@passel/core/testing'
import type { Store } from '@passel/core/worker'
import { openNodeStore } from './open-node-store.ts'

type Swarm = Awaited<ReturnType<Store['create']>>

/** One figure of one run. */
export interface Speed {
  readonly what: 'ciphers' | 'sealing' | 'reading' | 'keeping'
  readonly megabytesPerSecond: number
  /** Processor time of all threads for each GB, in seconds. */
  readonly processorSecondsPerGigabyte: number
}

const MIB = 1024 * 1024
const CHUNK_BYTES = 256 * 1024
/** Chunks of a batch: what the engine's sealer asks for while nobody downloads. */
const BATCH = 32
const IN_FLIGHT = 8

/** Seals, signs, reads and keeps `bytes` through two stores, and the same bytes with WebCrypto from memory. */
export async function measureStore (bytes: number): Promise<Speed[]> {
  const folder = await mkdtemp(join(tmpdir(), 'passel-speed-'))
  const [author, reader] = [openNodeStore(join(folder, 'author')), openNodeStore(join(folder, 'reader'))]
  try {
    const source = join(folder, 'source')
    await writeInput(source, bytes)
    await Promise.all([author.open(), reader.open()])
    const payload = await createPayload()
    const from = await author.create(sendOf(payload, { kind: 'path', path: source }))
    const to = await reader.create(getOf(payload, join(folder, 'target')))
    const ciphers = await timed('ciphers', bytes, () => ciphersAlone(bytes))
    const sealing = await timed('sealing', bytes, () => seal(author, from))
    const chunks = await passPages(author, from, reader, to)
    const spent = { reading: 0, keeping: 0 }
    const cpu = { reading: 0, keeping: 0 }
    for (let first = 0; first < chunks; first += 4 * BATCH) {
      const numbers = Array.from({ length: Math.min(4 * BATCH, chunks - first) }, (_, i) => first + i)
      const sealed: Uint8Array[] = []
      const read = await timed('reading', bytes, () => inFlight(numbers, async (chunk) => {
        sealed[chunk - first] = await author.readChunk(from, chunk as never)
      }))
      const kept = await timed('keeping', bytes, () => inFlight(numbers, async (chunk) => {
        const { outcome } = await reader.keep(to, chunk as never, sealed[chunk - first]?.buffer as ArrayBuffer)
        if (outcome !== 'ok') throw new Error(outcome)
      }))
      for (const [what, speed] of [['reading', read], ['keeping', kept]] as const) {
        spent[what] += 1 / speed.megabytesPerSecond
        cpu[what] += speed.processorSecondsPerGigabyte
      }
    }
    const finished = await timed('keeping', bytes, () => reader.finish(to))
    spent.keeping += 1 / finished.megabytesPerSecond
    return [
      ciphers,
      sealing,
      { what: 'reading', megabytesPerSecond: 1 / spent.reading, processorSecondsPerGigabyte: cpu.reading },
      { what: 'keeping', megabytesPerSecond: 1 / spent.keeping, processorSecondsPerGigabyte: cpu.keeping },
    ]
  } finally {
    await Promise.all([author.close(), reader.close()])
    await rm(folder, { recursive: true })
  }
}

async function timed (what: Speed['what'], bytes: number, work: () => Promise<void>): Promise<Speed> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await work()
  const ms = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return { what, megabytesPerSecond: bytes / ms / 1000, processorSecondsPerGigabyte: (user + system) / bytes * 1000 }
}

async function inFlight (numbers: readonly number[], work: (number: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: IN_FLIGHT }, async () => {
    while (next < numbers.length) await work(numbers[next++] as number)
  }))
}

async function ciphersAlone (bytes: number): Promise<void> {
  const { subtle } = crypto
  const key = await subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', false, ['encrypt'])
  const plain = new Uint8Array(CHUNK_BYTES - 16).fill(7)
  await inFlight(Array.from({ length: Math.ceil(bytes / CHUNK_BYTES) }, (_, i) => i), async (number) => {
    const iv = new Uint8Array(12)
    new DataView(iv.buffer).setUint32(8, number)
    await subtle.digest('SHA-256', await subtle.encrypt({ name: 'AES-GCM', iv }, key, plain))
  })
}

async function seal (store: Store, swarm: Swarm): Promise<void> {
  let unlisted = 0
  for (let last = false; !last;) {
    const sealed = await store.seal(swarm, BATCH, 1000)
    last = sealed.last
    unlisted += sealed.count
    while (unlisted >= 1024 || (last && unlisted >= 0)) {
      const { page } = await store.signPage(swarm, Math.min(unlisted, 1024), last)
      unlisted -= page.count
      if (page.final) return
    }
  }
}

async function passPages (from: Store, source: Swarm, to: Store, target: Swarm): Promise<number> {
  for (let number = 0; ; number++) {
    const { head, page } = await from.readPage(source, number as never)
    const checked = await to.checkPage(target, head, page)
    if (checked.verdict !== 'ok') throw new Error(checked.verdict)
    if (checked.page.final) return checked.page.first + checked.page.count
  }
}

async function writeInput (path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w')
  const block = crypto.getRandomValues(new Uint8Array(65_536))
  for (let at = 0; at < bytes; at += block.length) await file.write(block, 0, Math.min(block.length, bytes - at), at)
  await file.sync()
  await file.close()
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [mib = 512, runs = 3] = process.argv.slice(2).map(Number)
  for (let run = 0; run < runs; run++) {
    const speeds = await measureStore(mib * MIB)
    const figures = speeds.map(({ what, megabytesPerSecond, processorSecondsPerGigabyte }) =>
      `${what} ${megabytesPerSecond.toFixed(0)} MB/s (${processorSecondsPerGigabyte.toFixed(2)} s/GB)`)
    const peakMib = process.resourceUsage().maxRSS / 1024
    console.log(`${figures.join('  ')}  peak ${peakMib.toFixed(0)} MiB`)
  }
}
