/**
 * How fast a link carries chunks between two processes over TCP loopback, discarded at the receiver, beside the bare
 * libp2p stream of zeroes: `node --conditions=passel-source packages/node/src/libp2p/link-speed.bench.ts [MB] [runs]`.
 * Each run of each is a pair of processes of its own, the two kinds by turns.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { noise } from '@libp2p/noise'
import type { Libp2p, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { LinkListener } from '@passel/core'
import { createNodeLink } from './index.ts'

type Kind = 'zeroes' | 'link'

const CHUNK_BYTES = 256 * 1024
const WINDOW_CHUNKS = 32
const WRITE_BYTES = 64 * 1024
const LOOPBACK = '/ip4/127.0.0.1/tcp/0'
const ROUNDS = 4 // in one pair of processes; the first warms up
const KEYS = { swarm: 0 as never, swarmId: new Uint8Array(32).fill(1), linkKey: new Uint8Array(32).fill(2) }

const listener = (hear: Partial<LinkListener>): LinkListener =>
  new Proxy(hear as LinkListener, { get: (target, name) => target[name as keyof LinkListener] ?? (() => undefined) })

const bare = (listen: string[]): Promise<Libp2p> => createLibp2p({
  addresses: { listen },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionMonitor: { enabled: false },
})

/** Serves whoever asks; tells its parent where. */
async function send (kind: Kind, bytes: number): Promise<string[]> {
  if (kind === 'link') {
    const pool = Array.from({ length: 8 }, () => new Uint8Array(CHUNK_BYTES))
    const link = await createNodeLink({
      privacy: 'direct',
      listen: [LOOPBACK],
      listener: listener({
        frame: (chan, frame) => {
          if (frame.type !== 'request') return
          for (const { chunk } of frame.items) link.sendChunk(chan, chunk, 0, pool[chunk % pool.length]!)
        },
      }),
    })
    link.admit(KEYS)
    return link.addresses()
  }
  const node = await bare([LOOPBACK])
  const zeroes = new Uint8Array(WRITE_BYTES)
  await node.handle('/zeroes/1', (stream) => {
    let left = bytes
    const pour = (): void => {
      while (left > 0) {
        left -= WRITE_BYTES
        if (!stream.send(zeroes)) return
      }
    }
    stream.addEventListener('drain', () => queueMicrotask(() => { if (!stream.writableNeedsDrain) pour() }))
    stream.addEventListener('message', pour, { once: true })
  })
  return node.getMultiaddrs().map(String)
}

/** Prepares one connection; each call of what it gives takes all bytes once. */
async function receive (kind: Kind, addresses: string[], bytes: number): Promise<() => Promise<void>> {
  if (kind === 'zeroes') {
    const connection = await (await bare([])).dial(multiaddr(addresses[0]!))
    return async () => {
      const stream = await connection.newStream(['/zeroes/1'])
      stream.send(new Uint8Array(1))
      await taken(stream, bytes)
      stream.abort(new Error('had enough'))
    }
  }
  const chunks = bytes / CHUNK_BYTES
  let next = 0
  let got = 0
  let chan: Parameters<LinkListener['joined']>[1]
  let ready = (): void => undefined
  let done = (): void => undefined
  function ask (count: number): void {
    const length = Math.min(count, chunks - next)
    const items = Array.from({ length }, () => ({ chunk: next++ as never, offset: 0, length: CHUNK_BYTES }))
    for (const { chunk } of items) link.expect(chan, chunk, CHUNK_BYTES, false)
    if (items.length > 0) link.sendFrame(chan, { type: 'request', items })
  }
  const link = await createNodeLink({
    privacy: 'direct',
    listener: listener({
      connUp: (conn) => link.join(conn, KEYS.swarm),
      joined: (_conn, proven) => {
        chan = proven
        ready()
      },
      chunkIn: (_swarm, _chunk, buffer) => {
        link.recycle(buffer)
        if (++got % 4 === 0) ask(4)
        if (got === chunks) done()
      },
    }),
  })
  link.admit(KEYS)
  const joined = new Promise<void>((resolve) => { ready = resolve })
  await link.dial(addresses[0]!.split('/').at(-1)!, addresses, 'direct', AbortSignal.timeout(5_000))
  await joined
  return () => new Promise((resolve) => {
    next = got = 0
    done = resolve
    ask(WINDOW_CHUNKS)
  })
}

function taken (stream: Stream, bytes: number): Promise<void> {
  let left = bytes
  return new Promise((resolve) => {
    stream.addEventListener('message', ({ data }) => {
      left -= data.byteLength
      if (left <= 0) resolve()
    })
  })
}

function start (...args: string[]): ChildProcess {
  return fork(fileURLToPath(import.meta.url), args, { execArgv: ['--conditions=passel-source'] })
}

/** Bytes a second (median of the rounds after the first), and processor seconds of the receiver per GB. */
async function measure (kind: Kind, bytes: number): Promise<{ rate: number, cpu: number }> {
  const sender = start('send', kind, String(bytes))
  const [addresses] = await once(sender, 'message') as [string[]]
  const receiver = start('receive', kind, String(bytes), ...addresses)
  const [result] = await once(receiver, 'message') as [{ rate: number, cpu: number }]
  for (const child of [sender, receiver]) child.kill()
  return result
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

const [role, ...args] = process.argv.slice(2)
if (role === 'send') {
  process.send?.(await send(args[0] as Kind, Number(args[1])))
} else if (role === 'receive') {
  const [kind, bytes, ...addresses] = args as [Kind, string, ...string[]]
  const take = await receive(kind, addresses, Number(bytes))
  const rates: number[] = []
  const cpus: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const [at, cpu] = [performance.now(), process.cpuUsage()]
    await take()
    const { user, system } = process.cpuUsage(cpu)
    rates.push(Number(bytes) / (performance.now() - at) * 1000)
    cpus.push((user + system) / 1e6 / Number(bytes) * 1e9)
  }
  process.send?.({ rate: median(rates.slice(1)), cpu: median(cpus.slice(1)) })
} else {
  const [megabytes = 256, runs = 5] = [role, ...args].filter((arg) => arg !== undefined).map(Number)
  const bytes = Math.ceil(megabytes * 1e6 / CHUNK_BYTES) * CHUNK_BYTES
  const all: Record<Kind, { rate: number, cpu: number }[]> = { zeroes: [], link: [] }
  for (let run = 0; run < runs; run++) {
    for (const kind of ['zeroes', 'link'] as const) all[kind].push(await measure(kind, bytes))
  }
  for (const kind of ['zeroes', 'link'] as const) {
    const rates = all[kind].map(({ rate }) => Math.round(rate / 1e6))
    const cpu = median(all[kind].map((run) => run.cpu)).toFixed(2)
    console.log(`${kind.padEnd(7)} ${rates.join(' ')} MB/s, median ${median(rates)}; receiver ${cpu} cpu s per GB`)
  }
  const [link, zeroes] = [all.link, all.zeroes].map((results) => median(results.map(({ rate }) => rate)))
  console.log(`link / zeroes: ${(link! / zeroes!).toFixed(2)}`)
}
