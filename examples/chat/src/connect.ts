import { createEngine, wakuSignals, type BrowserNetwork } from '@passel/core/browser'
import type { Engine } from '@passel/core'
import { createLightNode, type LightNode } from '@waku/sdk'
import { APP, enterRoom, type Room } from './room/waku-room.ts'
import type { RoomAddress } from './room/room-address.ts'

export interface Connected {
  readonly engine: Engine
  readonly room: Room
}

/** One Waku node for the chat and for Passel's signals, one engine, one room. */
export async function connect (address: RoomAddress, me: string): Promise<Connected> {
  const network = await loadNetwork()
  const node = await startNode(network.waku)
  // First: two first subscriptions at once are one too many for a light node.
  const room = await enterRoom(node, address, me)
  const engine = await createEngine({
    app: APP,
    home: `chat-${me}`,
    signals: wakuSignals(node),
    network,
    mediaWorker: 'sw.js',
    ...slowLine(),
  })
  return { engine, room }
}

/** `?downloadBytesPerSecond=1000000` in the address shows what a slow line is like. */
function slowLine (): { downloadBytesPerSecond?: number } {
  const given = Number(new URLSearchParams(location.search).get('downloadBytesPerSecond'))
  return given > 0 ? { downloadBytesPerSecond: given } : {}
}

type Network = BrowserNetwork & Required<Pick<BrowserNetwork, 'waku'>>

/** The server that serves this page says where its relay and its Waku nodes are. */
async function loadNetwork (): Promise<Network> {
  const response = await fetch('/network.json')
  if (!response.ok) throw new Error('this page was not served by `npm run demo`, so it knows no network')
  return await response.json() as Network
}

async function startNode ({ cluster, shards, nodes }: Network['waku']): Promise<LightNode> {
  const node = await createLightNode({
    networkConfig: { clusterId: cluster, numShardsInCluster: shards },
    defaultBootstrap: false,
    libp2p: { filterMultiaddrs: false },
    // Found again within seconds after a loss; the SDK's own settings take more than a minute.
    connectionManager: { failedDialCooldown: 1, dialCooldown: 1 },
    filter: { keepAliveIntervalMs: 2000, pingsBeforePeerRenewed: 1 },
  })
  await node.start()
  await Promise.all(nodes.map((address) => node.dial(address)))
  await node.waitForPeers()
  return node
}
