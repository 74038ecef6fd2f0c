import { setTimeout as delay } from 'node:timers/promises'
import { createLightNode } from '@waku/sdk'
import type { SignalPort } from '@passel/core'
import type { SignalHarness } from '@passel/core/testing'
import { wakuSignals, type GivenNode, type OwnNodeOptions } from '@passel/core/waku'
import { startLocalNetwork, type LocalNetwork } from '../../network/index.ts'
import { layLine, type CuttableLine } from './cuttable-line.ts'

export interface WakuHarness extends SignalHarness {
  readonly network: LocalNetwork
}

/** How a member's light node comes about, given the addresses of service nodes that only it uses. */
export type NodeOf = (network: { clusterId: number, numShardsInCluster: number, bootstrapPeers: string[] }) => Promise<{
  readonly options: GivenNode | OwnNodeOptions
  stop (): Promise<void>
}>

/** The signals make their own node. */
const ownNode: NodeOf = async (network) => ({ options: network, stop: async () => undefined })

/** Short, so that giving up is quick to test. */
const PUBLISH_PATIENCE_MS = 3_000
const PATIENCE_MS = 25_000
/** The signals are given a light node as an application makes it, with the settings that find a node again soon. */
export const givenNode: NodeOf = async ({ clusterId, numShardsInCluster, bootstrapPeers }) => {
  const node = await createLightNode({
    networkConfig: { clusterId, numShardsInCluster },
    defaultBootstrap: false,
    bootstrapPeers,
    libp2p: { filterMultiaddrs: false, hideWebSocketInfo: true },
    connectionManager: { failedDialCooldown: 1, dialCooldown: 1 },
    filter: { keepAliveIntervalMs: 2_000, pingsBeforePeerRenewed: 1 }
  })
  return { options: { node }, stop: async () => { await node.stop() } }
}

const LOOK_AGAIN_MS = 10

/** Two service nodes on loopback, and for each member lines of its own to both. */
export async function openWakuHarness (nodeOf: NodeOf = ownNode): Promise<WakuHarness> {
  const network = await startLocalNetwork({ relays: 0 })
  const { cluster, shards, nodes } = network.description.waku
  const lines = new Map<string, Promise<CuttableLine[]>>()
  const closes: (() => Promise<void>)[] = []

  async function linesOf (member: string): Promise<CuttableLine[]> {
    const laid = lines.get(member) ?? Promise.all(nodes.map(layLine))
    lines.set(member, laid)
    return await laid
  }

  return {
    network,
    async open (member, listener): Promise<SignalPort> {
      const bootstrapPeers = (await linesOf(member)).map(({ address }) => address)
      const { options, stop } = await nodeOf({ clusterId: cluster, numShardsInCluster: shards, bootstrapPeers })
      const create = wakuSignals({ app: '/passel-test/1', publishPatienceMs: PUBLISH_PATIENCE_MS, ...options })
      const port = await create(listener)
      closes.push(async () => {
        await port.close()
        await stop()
      })
      return port
    },
    cut: async (member) => { await Promise.all((await linesOf(member)).map((line) => line.cut())) },
    heal: async (member) => { await Promise.all((await linesOf(member)).map((line) => line.mend())) },
    async until (condition, what) {
      const end = performance.now() + PATIENCE_MS
      while (!await condition()) {
        if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
        await delay(LOOK_AGAIN_MS)
      }
    },
    now: () => Date.now(),
    async close () {
      await Promise.all(closes.map((close) => close()))
      for (const laid of lines.values()) await Promise.all((await laid).map((line) => line.cut()))
      await network.stop()
    }
  }
}
