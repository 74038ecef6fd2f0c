/**
 * One Passel engine in a process of its own, driven through its public face.
 *
 * Measures use it rather than the command line where the start of a process and the search for peers must not
 * count: the engine is up, and warm if asked, before `send` is called.
 */
import { writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Engine, Platform, Transfer } from '@passel/core'
import { createEngine as createCoreEngine } from '@passel/core'
import { createEngine, nodePlatform, readNetworkFile, type NodePlatformOptions } from '@passel/node'
import { bytesRead } from '../bytes-read.ts'
import { sharedNow } from '../clock.ts'
import type { Begun, Death, EngineRequest, EngineSetUp, LastWords, Opened, TransferFacts } from '../engine-protocol.ts'
import { serve } from './serve.ts'

/** Milliseconds between two looks at a transfer: its handle is always up to date, its notices come ten a second. */
const LOOK_MS = 5

/** Milliseconds to wait for a relay; an engine that has none is as warm as it gets when its node is up. */
const WARM_MS = 5_000

/** Milliseconds between two drops of the slow stream. */
const DROP_MS = 100

/** The platform as it is, except that others are told the proxied link's port. */
function announcing(platform: Platform, listenPort: number, announcePort: number): Platform {
  return {
    ...platform,
    createLink: async (privacy, listener) => {
      const link = await platform.createLink(privacy, listener)
      const own = link.addresses.bind(link)
      const announced = (address: string): string => address.replace(`/tcp/${listenPort}`, `/tcp/${announcePort}`)
      return Object.assign(link, { addresses: () => own().map((address) => announced(address) as typeof address) })
    },
  }
}

async function openEngine({ home, network, relays, listenPort, announcePort }: EngineSetUp): Promise<Engine> {
  const options: NodePlatformOptions = {
    home,
    ...(listenPort === undefined ? {} : { listen: [`/ip4/127.0.0.1/tcp/${listenPort}`] }),
  }
  if (network !== undefined) return createEngine({ ...options, network: await readNetworkFile(network) })
  const platform = nodePlatform(options)
  const proxied = listenPort === undefined || announcePort === undefined
    ? platform
    : announcing(platform, listenPort, announcePort)
  return createCoreEngine({ platform: proxied, relays: (relays ?? []) as never })
}

function look(transfer: Transfer): TransferFacts {
  const { id, role, phase, failure, progress, traffic, peers, path, firstByteMs, signalsSent } = transfer.state()
  return {
    id, role, phase, failure, traffic, path, firstByteMs, signalsSent,
    at: sharedNow(),
    loaded: progress.loaded,
    peers: peers.length,
  }
}

async function lookUntil(transfer: Transfer, reached: (facts: TransferFacts) => boolean): Promise<TransferFacts> {
  for (;;) {
    const facts = look(transfer)
    if (facts.failure !== null) throw new Error(`transfer ${facts.id} failed: ${facts.failure}`)
    if (reached(facts)) return facts
    await pause(LOOK_MS)
  }
}

async function dieAt(transfer: Transfer, { atShare, note }: Death): Promise<void> {
  const total = transfer.reference.size
  if (total === undefined) throw new Error('a share of an unknown size cannot be reached')
  await lookUntil(transfer, ({ loaded }) => loaded >= total * atShare)
  writeFileSync(note, JSON.stringify({ bytesRead: bytesRead() } satisfies LastWords))
  process.kill(process.pid, 'SIGKILL')
}

/** Yields drop by drop; `began` hears when the first one was taken. */
async function* drops(bytesPerSecond: number, seconds: number, began: (at: number) => void) {
  const size = Math.max(1, Math.round((bytesPerSecond * DROP_MS) / 1000))
  for (let left = bytesPerSecond * seconds; left > 0; left -= size) {
    began(sharedNow())
    yield new Uint8Array(size)
    await pause(DROP_MS)
  }
}

serve<EngineSetUp, Opened, EngineRequest, unknown>(async (setUp) => {
  const opened: Opened = { bytesRead: bytesRead() }
  const engine = await openEngine(setUp)

  const find = (id: string): Transfer => {
    const transfer = engine.transfer(id)
    if (transfer === undefined) throw new Error(`there is no transfer ${id}`)
    return transfer
  }

  const begin = async (call: () => Promise<Transfer>, die?: Death): Promise<Begun> => {
    const calledAt = sharedNow()
    const transfer = await call()
    if (die !== undefined) void dieAt(transfer, die)
    return { id: transfer.id, reference: transfer.text, calledAt, begunAt: sharedNow() }
  }

  const answer = async (request: EngineRequest): Promise<unknown> => {
    switch (request.do) {
      case 'warm':
        return engine.warm(request.privacy, AbortSignal.timeout(WARM_MS))
      case 'send': {
        const { path, privacy, until, holders, die } = request
        const { size } = await stat(path)
        // Who stays for ever serves whoever comes, and so do those who have it: a single receipt must not end it.
        const audience = until === 'forever' ? 'group' : 'one'
        const options = { privacy, until, size, audience, ...(holders === undefined ? {} : { holders }) } as const
        return begin(() => engine.send({ kind: 'path', path }, options), die)
      }
      case 'send-slowly': {
        let firstDropAt: number | undefined
        const source = drops(request.bytesPerSecond, request.seconds, (at) => (firstDropAt ??= at))
        const begun = await begin(() => engine.send(source, { until: 'forever' }))
        while (firstDropAt === undefined) await pause(LOOK_MS)
        return { ...begun, calledAt: firstDropAt }
      }
      case 'receive': {
        const { reference, path, die } = request
        return begin(() => engine.receive(reference, { target: { kind: 'path', path } }), die)
      }
      case 'read-first-byte': {
        const reader = find(request.id).stream().getReader()
        const { done } = await reader.read()
        if (done) throw new Error('the payload has no first byte')
        const at = sharedNow()
        await reader.cancel()
        return at
      }
      case 'finish':
        return lookUntil(find(request.id), ({ phase }) => phase === 'done')
      case 'look':
        return look(find(request.id))
      case 'count-bytes-read':
        return bytesRead()
    }
  }
  return { ready: opened, answer }
})
