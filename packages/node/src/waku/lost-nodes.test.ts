import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SignalPort } from '@passel/core'
import { wakuSignals } from '@passel/core/waku'
import { createLightNode } from '@waku/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { startLocalNetwork, writeNetworkFile, type LocalNetwork, type NetworkFile } from '../network/index.ts'
import { layLine } from './testing/cuttable-line.ts'
import { startWakuNode, type WakuNode, type WakuNodeOptions } from './waku-node.ts'

const APP = '/passel-test/1'
const BUCKET = 3
const CLUSTER = { clusterId: 4242, shards: 8 }
/** The same, as the SDK calls it. */
const NETWORK = { clusterId: CLUSTER.clusterId, numShardsInCluster: CLUSTER.shards }
const nothing = (): void => undefined
const SOON = { timeout: 20_000 }
/** Until a silent connection is found out by pings, and more. */
const SILENCE = { timeout: 40_000 }

interface Member { readonly port: SignalPort, readonly heard: string[], readonly states: string[] }

async function joined (nodes: readonly string[]): Promise<Member> {
  const heard: string[] = []
  const states: string[] = []
  const port = await wakuSignals({ app: APP, ...NETWORK, bootstrapPeers: nodes })({
    message: (_bucket, payload) => heard.push(new TextDecoder().decode(payload)),
    health: (state) => states.push(state)
  })
  onTestFinished(() => port.close())
  port.watch([BUCKET])
  await expect.poll(() => states.at(-1), SOON).toBe('up')
  return { port, heard, states }
}

async function local (): Promise<LocalNetwork> {
  const network = await startLocalNetwork({ relays: 0 })
  onTestFinished(() => network.stop())
  return network
}

async function node (options: Partial<WakuNodeOptions> = {}): Promise<WakuNode> {
  const started = await startWakuNode({ listen: ['/ip4/127.0.0.1/tcp/0/ws'], ...CLUSTER, ...options })
  onTestFinished(() => started.stop())
  return started
}

const say = async ({ port }: Member, text: string, stored = true): Promise<void> => await port.publish(
  BUCKET,
  new TextEncoder().encode(text),
  stored
)

test('whichever of two service nodes is lost, members go on hearing each other', async () => {
  const network = await local()
  const { nodes } = network.description.waku
  const [ada, ben] = [await joined(nodes), await joined(nodes)]
  const said: string[] = []
  for (const [round, service] of network.waku.entries()) {
    await service.stop()
    said.push(`without-${round}`)
    await say(ada, said.at(-1)!)
    await expect.poll(() => ben.heard, SOON).toEqual(said)
    await service.start()
    said.push(`again-${round}`)
    await say(ada, said.at(-1)!)
    await expect.poll(() => ben.heard, SOON).toEqual(said)
  }
})

test('a message that one service node refuses goes to the other, as the same message', async () => {
  const strict = await node({ rateLimit: { messages: 0, perMs: 60_000 } })
  const open = await node({ peers: strict.addresses })
  await expect.poll(() => open.relayPeers().length, SOON).toBe(1)
  const ada = await joined([...strict.addresses, ...open.addresses])
  const ben = await joined(open.addresses)
  const texts = ['one', 'two', 'three', 'four']
  for (const text of texts) await say(ada, text)
  await expect.poll(() => ben.heard, SOON).toEqual(texts)
})

test('when every service node refuses, publishing fails with waku-unreachable', async () => {
  const strict = await node({ rateLimit: { messages: 0, perMs: 60_000 } })
  const create = wakuSignals({ app: APP, publishPatienceMs: 1_000, ...NETWORK, bootstrapPeers: strict.addresses })
  const port = await create({ message: nothing, health: nothing })
  onTestFinished(() => port.close())
  await expect(port.publish(BUCKET, new Uint8Array([1]), true)).rejects.toMatchObject({ code: 'waku-unreachable' })
})

test('a service node that falls silent is passed over, and what it kept from us is looked up', async () => {
  const first = await node()
  const second = await node({ peers: first.addresses })
  await expect.poll(() => second.relayPeers().length, SOON).toBe(1)
  const lines = await Promise.all([first, second].map(({ addresses }) => layLine(addresses[0]!)))
  onTestFinished(async () => { await Promise.all(lines.map((line) => line.cut())) })
  const ada = await joined(lines.map(({ address }) => address))
  const ben = await joined(first.addresses)
  await expect.poll(() => [first.load().peers, second.load().peers], SOON).toEqual([3, 2])
  const listening = first.load().subscribers === 2 ? 0 : 1
  // First the node that ada says things to, then, with that one back, the one she listens at.
  lines[1 - listening]!.stall()
  await say(ada, 'through the one left')
  await expect.poll(() => ben.heard, SOON).toEqual(['through the one left'])
  await lines[1 - listening]!.cut()
  await lines[1 - listening]!.mend()
  lines[listening]!.stall()
  await say(ben, 'kept from ada')
  await expect.poll(() => ada.heard, SILENCE).toEqual(['kept from ada'])
}, 60_000)

test('no service node sees both what a member says and what it hears', async () => {
  const first = await node()
  const second = await node({ peers: first.addresses })
  await expect.poll(() => second.relayPeers().length, SOON).toBe(1)
  const ada = await joined([...first.addresses, ...second.addresses])
  // Listening began at whichever answered first; from the moment both are connected, saying uses the other.
  await expect.poll(() => [first.load().peers, second.load().peers], SOON).toEqual([2, 2])
  for (let n = 0; n < 5; n++) await say(ada, `${n}`)
  const seen = [first.load(), second.load()]
  expect(seen.map(({ subscribers }) => subscribers).toSorted()).toEqual([0, 1])
  expect(seen.find(({ subscribers }) => subscribers === 1)?.published).toBe(0)
  expect(seen.find(({ subscribers }) => subscribers === 0)?.published).toBe(5)
})

test('a light node of the application goes on working when the signals that used it are closed', async () => {
  const service = await node()
  const light = await createLightNode({
    networkConfig: NETWORK,
    defaultBootstrap: false,
    libp2p: { filterMultiaddrs: false, hideWebSocketInfo: true }
  })
  onTestFinished(async () => {
    light.filter.unsubscribeAll()
    await light.stop()
  })
  await light.dial(service.addresses[0]!)
  const states: string[] = []
  const port = await wakuSignals({ app: APP, node: light })({ message: nothing, health: (state) => states.push(state) })
  port.watch([BUCKET])
  await expect.poll(() => states, SOON).toEqual(['up'])
  const heard: number[] = []
  const own = { contentTopic: `${APP}/chat/proto` }
  await light.filter.subscribe(light.createDecoder(own), ({ payload }) => { heard.push(payload.length) })
  await port.close()
  const { successes } = await light.lightPush.send(
    light.createEncoder(own),
    { payload: new Uint8Array(7), timestamp: new Date() },
    { autoRetry: false }
  )
  expect(successes).toHaveLength(1)
  await expect.poll(() => heard, SOON).toEqual([7])
})

test('a process that closes its signals ends by itself', async () => {
  const network = await local()
  const folder = await mkdtemp(join(tmpdir(), 'passel-member-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'network.json')
  await writeNetworkFile(file, network.description satisfies NetworkFile)
  const member = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(new URL('testing/member.ts', import.meta.url)), file],
    { stdio: ['pipe', 'pipe', 'inherit'] }
  )
  onTestFinished(() => { member.kill('SIGKILL') })
  let output = ''
  member.stdout.on('data', (text: Buffer) => { output += text.toString() })
  member.stdin.end('hello\n')
  const [code] = await once(member, 'exit')
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/"said":"hello".*"state":"closed"/s) })
})
