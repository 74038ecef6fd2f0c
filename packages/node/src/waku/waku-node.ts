import type { GossipSub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { mplex } from '@libp2p/mplex'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { PasselError } from '@passel/core'
import { createLibp2p } from 'libp2p'
import { keyFromFile } from '../relay/key-file.ts'
import { createDeliver } from './deliver.ts'
import { serveFilter } from './filter-subscribe.ts'
import { keepDialed } from './keep-dialed.ts'
import { serveLightPushV2 } from './light-push-v2.ts'
import { serveLightPushV3 } from './light-push-v3.ts'
import { openMessageStore } from './message-store.ts'
import { serveMetadata } from './metadata.ts'
import { createPublish, type Publish } from './publish.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { listenToRelay, wakuRelay } from './relay.ts'
import { pubsubTopicOf } from './sharding.ts'
import { serveStore } from './store-query.ts'

export interface WakuNodeOptions {
  /** WebSocket multiaddrs to listen at, e.g. `/ip4/127.0.0.1/tcp/0/ws`. */
  readonly listen: readonly string[]
  readonly clusterId: number
  /** Shards of the cluster; the node serves all of them. */
  readonly shards: number
  /** Keeps the identity here over restarts. @default a new one at each start */
  readonly keyFile?: string | undefined
  /** SQLite file for stored messages. @default memory */
  readonly storeFile?: string | undefined
  /** @default 7 days */
  readonly retentionMs?: number | undefined
  /** Multiaddrs of service nodes to relay with; dialled until they answer, and again when lost. @default none */
  readonly peers?: readonly string[] | undefined
  /** What a client may publish, as on the public network. @default no limit */
  readonly rateLimit?: RateLimit | undefined
}

/** What a node is doing, for operators and tests. */
export interface WakuNodeLoad {
  /** Connected clients and service nodes. */
  readonly peers: number
  /** Clients that follow any topic. */
  readonly subscribers: number
  /** Messages taken from clients since it started. */
  readonly published: number
}

export interface WakuNode {
  /** Multiaddrs to give to clients, peer id included. */
  readonly addresses: readonly string[]
  /** Service nodes that relay with this one now. */
  relayPeers (): readonly string[]
  load (): WakuNodeLoad
  stop (): Promise<void>
}

// Local development has everybody behind one address: the usual five dials a second from one host would refuse most.
const DIALS_PER_SECOND = 1_000
const MAX_CONNECTIONS = 1_000

/**
 * Starts a Waku service node for development and tests: light push, filter, store and metadata for clients, relay among
 * nodes. Throws `io` when an address is taken or the key cannot be kept.
 */
export async function startWakuNode (options: WakuNodeOptions): Promise<WakuNode> {
  const { clusterId, shards, rateLimit } = options
  const topics = Array.from({ length: shards }, (_, shard) => pubsubTopicOf(clusterId, shard))
  const store = openMessageStore({ file: options.storeFile, retentionMs: options.retentionMs })
  const libp2p = await createLibp2p({
    ...(options.keyFile === undefined ? {} : { privateKey: await keyFromFile(options.keyFile) }),
    start: false,
    addresses: { listen: [...options.listen] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    // Light clients speak mplex only, and open streams faster than its default allows before it hangs up.
    streamMuxers: [yamux(), mplex({ disconnectThreshold: 1e6 })],
    connectionManager: { inboundConnectionThreshold: DIALS_PER_SECOND, maxConnections: MAX_CONNECTIONS },
    services: { identify: identify(), ping: ping(), relay: wakuRelay(topics) }
  })
  const relay: GossipSub = libp2p.services.relay
  const filter = await serveFilter(libp2p)
  const deliver = createDeliver(store, filter)
  const withinRate = rateLimit === undefined ? () => true : createRateLimit(rateLimit)
  const take = createPublish({ relay, deliver, clusterId, shards, withinRate })
  let published = 0
  const publish: Publish = async (...given) => {
    const relayed = await take(...given)
    published++
    return relayed
  }
  // Before the first connection: what is not served by then is not in the list that clients choose by.
  await serveMetadata(libp2p, clusterId, shards)
  await serveLightPushV3(libp2p, publish)
  await serveLightPushV2(libp2p, publish)
  await serveStore(libp2p, store)
  try {
    await libp2p.start()
  } catch (error) {
    store.close()
    await libp2p.stop()
    throw new PasselError('io', 'the Waku node cannot listen there', { cause: error })
  }
  listenToRelay(relay, topics, deliver)
  let stopped = false
  const stopDialing = keepDialed(libp2p, options.peers ?? [])

  return {
    addresses: libp2p.getMultiaddrs().map(String),
    relayPeers: () => relay.getSubscribers(topics[0] as string).map(String),
    load: () => ({ peers: libp2p.getPeers().length, subscribers: filter.subscribers(), published }),
    async stop () {
      if (stopped) return
      stopped = true
      stopDialing()
      filter.close()
      await libp2p.stop()
      store.close()
    }
  }
}
