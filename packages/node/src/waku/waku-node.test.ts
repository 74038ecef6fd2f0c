import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLightNode, type LightNode } from '@waku/sdk'
import { describe, expect, onTestFinished, test } from 'vitest'
import { MAX_PUSH_QUEUE } from './limits.ts'
import { METADATA_PROTOCOL } from './metadata.ts'
import { startWakuNode, type WakuNode, type WakuNodeOptions } from './waku-node.ts'

/** Longer than anything takes on a busy machine. */
const SOON = { timeout: 15_000 }

/** What a client of the SDK is told; the services call the shards otherwise. */
const NETWORK = { clusterId: 4242, numShardsInCluster: 8 }
const TOPIC = '/passel-test/1/passel-3/proto'

async function start (options: Partial<WakuNodeOptions> = {}): Promise<WakuNode> {
  const { clusterId, numShardsInCluster: shards } = NETWORK
  const node = await startWakuNode({ listen: ['/ip4/127.0.0.1/tcp/0/ws'], clusterId, shards, ...options })
  onTestFinished(() => node.stop())
  return node
}

/** A light node of the SDK, connected to nothing but these service nodes. */
async function client (...nodes: WakuNode[]): Promise<LightNode> {
  const light = await createLightNode({
    networkConfig: NETWORK, defaultBootstrap: false, libp2p: { filterMultiaddrs: false, hideWebSocketInfo: true }
  })
  onTestFinished(async () => {
    light.filter.unsubscribeAll()
    await light.stop()
  })
  for (const { addresses } of nodes) await light.dial(addresses[0]!)
  // Connected is not enough: the SDK sees no service until it was told the protocols.
  const introduced = async (): Promise<number> => {
    const peers = await light.getConnectedPeers()
    return peers.filter(({ protocols }) => protocols.includes(METADATA_PROTOCOL)).length
  }
  await expect.poll(introduced, SOON).toBe(nodes.length)
  return light
}

async function push (
  light: LightNode,
  bytes: number | Uint8Array,
  options: { at?: Date, ephemeral?: boolean, topic?: string, legacy?: boolean } = {}
): Promise<string> {
  const { at = new Date(), ephemeral = false, topic = TOPIC, legacy = false } = options
  const payload = typeof bytes === 'number' ? new Uint8Array(bytes).fill(1) : bytes
  const { successes, failures } = await light.lightPush.send(
    light.createEncoder({ contentTopic: topic, ephemeral }),
    { payload, timestamp: at },
    { autoRetry: false, useLegacy: legacy }
  )
  return successes.length > 0 ? 'taken' : failures.map(({ error }) => error).join()
}

async function stored (light: LightNode): Promise<Uint8Array[]> {
  const payloads: Uint8Array[] = []
  const decoder = light.createDecoder({ contentTopic: TOPIC })
  for await (const page of light.store.queryGenerator([decoder], { paginationLimit: 100 })) {
    for (const message of await Promise.all(page)) payloads.push(message!.payload)
  }
  return payloads
}

describe('light push', () => {
  test('takes messages by both versions of the protocol', async () => {
    const light = await client(await start())
    expect(await push(light, new Uint8Array([3]))).toBe('taken')
    expect(await push(light, new Uint8Array([2]), { legacy: true })).toBe('taken')
    expect(await stored(light)).toEqual([new Uint8Array([3]), new Uint8Array([2])])
  })

  test('refuses what the public network would not relay', async () => {
    const light = await client(await start())
    const now = Date.now()
    expect(await push(light, 151 * 1024)).toBe('Remote peer rejected')
    expect(await push(light, 100, { at: new Date(now - 25_000) })).toBe('Remote peer rejected')
    expect(await push(light, 100, { at: new Date(now + 25_000) })).toBe('Remote peer rejected')
    expect(await push(light, 100, { at: new Date(now - 15_000) })).toBe('taken')
  })

  test('takes no more from a client than the rate limit allows', async () => {
    const service = await start({ rateLimit: { messages: 2, perMs: 600_000 } })
    const [ada, ben] = [await client(service), await client(service)]
    const outcomes = [await push(ada, 10), await push(ada, 11), await push(ada, 12), await push(ben, 13)]
    expect(outcomes).toEqual(['taken', 'taken', 'Remote peer rejected', 'taken'])
  })

  test('takes a repeated message and keeps it once', async () => {
    const light = await client(await start())
    const at = new Date()
    expect([await push(light, 10, { at }), await push(light, 10, { at })]).toEqual(['taken', 'taken'])
    expect(await stored(light)).toHaveLength(1)
  })
})

describe('store', () => {
  test('has no ephemeral messages', async () => {
    const light = await client(await start())
    await push(light, new Uint8Array([1]), { ephemeral: true })
    await push(light, new Uint8Array([2]))
    expect(await stored(light)).toEqual([new Uint8Array([2])])
  })

  test('gives pages that a client can read, whatever their messages weigh', async () => {
    const light = await client(await start())
    const size = 149 * 1024
    for (let n = 0; n < 30; n++) expect(await push(light, new Uint8Array(size).fill(n))).toBe('taken')
    const found = await stored(light)
    expect(found.map((payload) => payload[0])).toEqual(Array.from({ length: 30 }, (_, n) => n))
  })

  test('answers a query by hash once, not for ever', async () => {
    const light = await client(await start())
    await push(light, 10)
    const decoder = light.createDecoder({ contentTopic: TOPIC })
    const hashes: Uint8Array[] = []
    for await (const page of light.store.queryGenerator([decoder])) {
      hashes.push(...(await Promise.all(page)).map((message) => message!.hash))
    }
    let found = 0
    for await (const page of light.store.queryGenerator([decoder], { messageHashes: hashes })) found += page.length
    expect(found).toBe(1)
  })
})

describe('filter', () => {
  test('pushes hundreds of messages, in order', async () => {
    const light = await client(await start())
    const heard: number[] = []
    const count = MAX_PUSH_QUEUE / 2 + 40
    await light.filter.subscribe(
      light.createDecoder({ contentTopic: TOPIC }),
      ({ payload }) => { heard.push(payload.length) }
    )
    for (let n = 1; n <= count; n++) await push(light, n, { ephemeral: true })
    await expect.poll(() => heard.length, SOON).toBe(count)
    expect(heard).toEqual(Array.from({ length: count }, (_, n) => n + 1))
  })

  test('is silent about topics not asked for, and after unsubscribing', async () => {
    const light = await client(await start())
    const heard: number[] = []
    const decoder = light.createDecoder({ contentTopic: TOPIC })
    const other = light.createDecoder({ contentTopic: '/passel-test/1/passel-4/proto' })
    await light.filter.subscribe([decoder, other], ({ payload }) => { heard.push(payload.length) })
    await push(light, 1)
    await push(light, 2, { topic: '/passel-test/1/passel-5/proto' })
    await light.filter.unsubscribe(decoder)
    await push(light, 3)
    await push(light, 4, { topic: other.contentTopic })
    await expect.poll(() => heard, SOON).toEqual([1, 4])
  })
})

test('nodes relay to each other and store what others took', async () => {
  const third = await start()
  const second = await start({ peers: third.addresses })
  const first = await start({ peers: [...second.addresses, ...third.addresses] })
  await expect.poll(() => [first, second, third].map((node) => node.relayPeers().length), SOON).toEqual([2, 2, 2])
  const [ada, ben, cora] = await Promise.all([client(first), client(second), client(third)])
  const heard: number[] = []
  await ben.filter.subscribe(
    ben.createDecoder({ contentTopic: TOPIC }),
    ({ payload }) => { heard.push(payload.length) }
  )
  expect(await push(ada, 42)).toBe('taken')
  await expect.poll(() => heard, SOON).toEqual([42])
  await expect.poll(async () => (await stored(cora)).map(({ length }) => length), SOON).toEqual([42])
})

test('a neighbour is dialled until it is there, and again when it comes back at its address', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passel-waku-node-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const keyFile = join(folder, 'key')
  const before = await start({ keyFile })
  const [address] = before.addresses
  await before.stop()
  const second = await start({ peers: [address!] })
  const listen = [address!.replace(/\/p2p\/.*/, '')]
  for (let round = 0; round < 2; round++) {
    const first = await start({ keyFile, listen })
    await expect.poll(() => second.relayPeers(), { timeout: 10_000 }).toEqual([address!.split('/p2p/')[1]])
    await first.stop()
    await expect.poll(() => second.relayPeers(), { timeout: 10_000 }).toEqual([])
  }
})
