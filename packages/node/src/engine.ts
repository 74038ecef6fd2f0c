import {
  createEngine as createCoreEngine, type CreateSignalPort, type Engine, type EngineOptions, type Platform
} from '@passel/core'
import { createSystem } from '@passel/core/system'
import { wakuSignals } from '@passel/core/waku'
import { fileSize } from './file-size.ts'
import { identityOf } from './identity.ts'
import { createNodeLink } from './libp2p/index.ts'
import type { NetworkFile } from './network/index.ts'
import { openNodeStore } from './store/index.ts'

export interface NodePlatformOptions {
  /** Folder that holds journal, pages and sealed bytes; made when absent. One process at a time. */
  readonly home: string
  /** Multiaddrs to accept direct connections at. @default none: reachable through relays only, as behind NAT */
  readonly listen?: readonly string[]
}

/** What Node gives an engine: files, worker threads, TCP. */
export function nodePlatform (options: NodePlatformOptions): Platform {
  return {
    system: createSystem(),
    store: openNodeStore(options.home),
    fileSize,
    createLink: async (privacy, listener) => createNodeLink({
      privacy,
      listener,
      identity: await identityOf(options.home, privacy),
      listen: privacy === 'direct' ? options.listen ?? [] : [],
    }),
  }
}

export interface NodeEngineOptions extends NodePlatformOptions, Omit<EngineOptions, 'platform' | 'signals' | 'relays'> {
  /** Relays and Waku nodes to use. */
  readonly network: NetworkFile
  /** Waku application and version that members share. @default '/passel/1' */
  readonly app?: `/${string}/${string}`
  /** @default Waku as `network` says; null: none */
  readonly signals?: CreateSignalPort | null
}

/** An engine on Node. Fails with `store-in-use` when another process has the home open. */
export async function createEngine (options: NodeEngineOptions): Promise<Engine> {
  const { home, listen, network, app = '/passel/1', signals, ...rest } = options
  const { waku } = network
  const chosen = signals === undefined
    ? wakuSignals({ app, clusterId: waku.cluster, numShardsInCluster: waku.shards, bootstrapPeers: waku.nodes })
    : signals
  return await createCoreEngine({
    ...rest,
    platform: nodePlatform({ home, ...(listen === undefined ? {} : { listen }) }),
    relays: network.relays,
    ...(chosen === null ? {} : { signals: chosen })
  })
}
