import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startLocalNetwork, type LocalNetwork, type LocalNetworkOptions } from './local-network.ts'

async function start (options: LocalNetworkOptions = {}): Promise<LocalNetwork> {
  const network = await startLocalNetwork(options)
  onTestFinished(() => network.stop())
  return network
}

/** Whether somebody listens at a multiaddr. */
async function answers (address: string): Promise<boolean> {
  const port = Number(/\/tcp\/(\d+)/.exec(address)?.[1])
  return await new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

test('a network serves at every address it describes, and at none after it stopped', async () => {
  const network = await start()
  const { waku, relays } = network.description
  expect([waku.nodes.length, relays.length]).toEqual([2, 1])
  const addresses = [...waku.nodes, ...relays]
  expect(await Promise.all(addresses.map(answers))).toEqual([true, true, true])
  await network.stop()
  expect(await Promise.all(addresses.map(answers))).toEqual([false, false, false])
})

test('a relay or Waku node that is stopped comes back at its address', async () => {
  const network = await start()
  for (const service of [network.relays[0]!, network.waku[1]!]) {
    const [address] = service.addresses
    await service.stop()
    expect([service.running, await answers(address!)]).toEqual([false, false])
    await service.start()
    expect([service.running, await answers(address!), service.addresses[0]]).toEqual([true, true, address])
  }
})

test('a network started again in its folder has the same addresses', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'passel-local-network-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const first = await start({ dir, wakuNodes: 1 })
  await first.stop()
  const second = await start({ dir, wakuNodes: 1 })
  expect(second.description).toEqual(first.description)
})

test('a port that is taken is an error that leaves nothing running', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'passel-local-network-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const first = await start({ dir, wakuNodes: 1, relays: 0 })
  await expect(startLocalNetwork({ dir, wakuNodes: 1, relays: 0 })).rejects.toMatchObject({ code: 'io' })
  expect(await answers(first.description.waku.nodes[0]!)).toBe(true)
})
