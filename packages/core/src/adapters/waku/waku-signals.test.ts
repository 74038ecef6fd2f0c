import { expect, onTestFinished, test } from 'vitest'
import { MAX_SIGNAL_BYTES } from '../../limits.ts'
import type { SignalPort } from '../../ports.ts'
import { createFakeLightNode, type FakeLightNode } from './fake-light-node.ts'
import type { WakuReceived } from './light-node.ts'
import { wakuSignals } from './waku-signals.ts'

const TOPIC = '/a/1/passel-3/proto'
const SERVICE = '/dns4/node.example.org/tcp/443/wss/p2p/12D3KooWA96WCronMjD4cqAUngXpsiMT6CX2qw2Ua1DtjArxwFFw'

async function listening (fake: FakeLightNode): Promise<{
  port: SignalPort,
  heard: number[],
  tell: (message: Partial<WakuReceived>) => void
}> {
  const heard: number[] = []
  const port = await wakuSignals({ app: '/a/1', node: fake.node })({
    message: (_bucket, payload) => heard.push(payload.length),
    health: () => undefined
  })
  onTestFinished(() => port.close())
  port.watch([3])
  await expect.poll(() => fake.subscribed.size).toBe(1)
  const tell = (message: Partial<WakuReceived>): void => {
    for (const onMessage of fake.subscribed.values()) {
      onMessage({ contentTopic: TOPIC, payload: new Uint8Array(5), timestamp: new Date(), ...message })
    }
  }
  return { port, heard, tell }
}

test('a message that comes again is heard once', async () => {
  const { heard, tell } = await listening(createFakeLightNode())
  const timestamp = new Date()
  tell({ timestamp })
  tell({ timestamp })
  tell({ timestamp: new Date(timestamp.getTime() + 1) })
  expect(heard).toEqual([5, 5])
})

test('what is larger than any signal is dropped, and a time that is none does no harm', async () => {
  const { heard, tell } = await listening(createFakeLightNode())
  tell({ payload: new Uint8Array(MAX_SIGNAL_BYTES + 1) })
  tell({ timestamp: new Date(Number.NaN) })
  tell({ payload: new Uint8Array(6), timestamp: undefined })
  expect(heard).toEqual([5, 6])
})

test('a node of the application is left with nothing of ours', async () => {
  const fake = createFakeLightNode()
  const { port } = await listening(fake)
  await port.close()
  expect(fake.subscribed.size).toBe(0)
})

test('the past cannot be looked up after the end', async () => {
  const fake = createFakeLightNode()
  fake.connect('one')
  const { port } = await listening(fake)
  await port.close()
  const reading = (async () => { for await (const _ of port.query(3, 0, Date.now(), 1)); })()
  await expect(reading).rejects.toMatchObject({ code: 'canceled' })
})

test.for([
  ['an application without a version', { app: '/a', bootstrapPeers: [SERVICE] }],
  ['a service node without its peer id', { app: '/a/1', bootstrapPeers: [SERVICE, '/ip4/127.0.0.1/tcp/9000/ws'] }],
  ['a service node that is a URL', { app: '/a/1', bootstrapPeers: ['wss://node.example.org/p2p/abc'] }]
] as const)('%s is refused as a bad option', ([, options]) => {
  const given = options as { app: '/a/1', bootstrapPeers: readonly string[] }
  const make = (): unknown => wakuSignals({ clusterId: 1, numShardsInCluster: 8, ...given })
  expect(make).toThrow(expect.objectContaining({ code: 'bad-option' }))
})
