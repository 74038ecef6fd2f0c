import { PasselError } from '../../../errors.ts'
import { WAKU_CONNECTIONS } from '../../../limits.ts'
import { FILTER_LOST_EVENT, HEALTH_EVENT, type WakuHealth, type WakuLightNode } from '../light-node.ts'
import { createDialer } from './dialer.ts'
import { createOwnFilter } from './own-filter.ts'
import { createOwnLightPush } from './own-light-push.ts'
import { loadSdk, type SdkPeerId } from './sdk.ts'
import { createServiceNodes } from './service-nodes.ts'

/** What a node of our own has to know; named as in `@waku/sdk`. */
export interface OwnNodeOptions {
  /** Waku cluster. */
  readonly clusterId: number
  readonly numShardsInCluster: number
  /** Multiaddrs of service nodes, with peer ids. Any may be down. */
  readonly bootstrapPeers: readonly string[]
}

export interface OwnNode { readonly node: WakuLightNode, stop (): Promise<void> }

/** Throws `bad-option` for an address without a peer id: whether it is connected could not be told. */
export function checkServiceAddresses (addresses: readonly string[]): void {
  const bad = addresses.find((address) => !address.startsWith('/') || peerIdOf(address) === '')
  if (bad !== undefined) {
    throw new PasselError('bad-option', `a Waku service node's address must end with /p2p/ and its peer id: ${bad}`)
  }
}

function peerIdOf (address: string): string {
  return /\/p2p\/([^/]+)$/.exec(address)?.[1] ?? ''
}

/**
 * A light node made of the SDK's protocols and libp2p, with two service nodes of the list connected: one to listen at,
 * the other to publish through. Throws `unsupported` when `@waku/sdk` is not installed.
 */
export async function createOwnNode (options: OwnNodeOptions): Promise<OwnNode> {
  const { clusterId, numShardsInCluster, bootstrapPeers } = options
  const sdk = await loadSdk()
  const networkConfig = { clusterId, numShardsInCluster }
  const libp2p = await sdk.createLibp2pAndUpdateOptions({
    networkConfig,
    defaultBootstrap: false,
    libp2p: {
      filterMultiaddrs: false,
      hideWebSocketInfo: true,
      // Browsers would refuse plain WebSockets and private addresses; only what the application listed is dialled.
      connectionGater: { denyDialMultiaddr: () => false }
    }
  })
  // Never started: it would bring the SDK's own dialling and hanging up. It makes encoders and asks stores.
  const parts = new sdk.WakuNode({ networkConfig }, libp2p, { filter: true, lightpush: true, store: true })
  const events = new EventTarget()
  const tellLost = (): void => { events.dispatchEvent(new Event(FILTER_LOST_EVENT)) }
  const { FilterCodecs, LightPushCodec, LightPushCodecV2 } = sdk.waku
  const nodes = createServiceNodes({
    libp2p,
    protocols: { filter: [FilterCodecs.SUBSCRIBE], 'light-push': [LightPushCodec, LightPushCodecV2] },
    onChange: (lost) => {
      if (lost !== undefined) {
        dialer.check()
        if (own.lose(lost)) tellLost()
      }
      events.dispatchEvent(new Event(HEALTH_EVENT))
    }
  })
  const own = await createOwnFilter({ sdk, libp2p, nodes, hangUp, onLost: tellLost })
  const lightPush = createOwnLightPush({ sdk, libp2p, nodes, filterAt: own.at })
  const dialer = createDialer({
    addresses: bootstrapPeers,
    want: WAKU_CONNECTIONS,
    isConnected: (address) => nodes.isConnected(peerIdOf(address)),
    dial: async (address) => await parts.dial(address)
  })

  function hangUp (id: SdkPeerId): void {
    const connections = libp2p.getConnections().filter(({ remotePeer }) => remotePeer.toString() === id.toString())
    for (const connection of connections) connection.abort(new Error('the service node fell silent'))
  }

  function health (): WakuHealth {
    const least = Math.min(nodes.offering('filter').length, nodes.offering('light-push').length)
    return least === 0 ? 'Unhealthy' : least === 1 ? 'MinimallyHealthy' : 'SufficientlyHealthy'
  }

  return {
    node: {
      get health () { return health() },
      events,
      lightPush,
      filter: own.filter,
      store: parts.store!,
      libp2p,
      createEncoder: (topic) => parts.createEncoder(topic),
      createDecoder: (topic) => parts.createDecoder(topic)
    },
    async stop () {
      dialer.stop()
      nodes.stop()
      await own.stop()
      await libp2p.stop()
    }
  }
}
