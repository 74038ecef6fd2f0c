import type { AppPrefix, WakuLightNode } from '../adapters/waku/index.ts'
import type { CreateSignalPort } from '../ports.ts'
import type { BrowserNetwork } from './network.ts'

/** Signals that wait to be told for which application they are. */
export interface AppSignals { forApp (app: AppPrefix): CreateSignalPort }

/**
 * Signals over the application's own Waku light node, which the application starts and stops. Their code is loaded
 * when an engine first runs.
 */
export function wakuSignals (node: WakuLightNode): AppSignals {
  return {
    forApp: (app) => async (listener) => {
      const waku = await import('../adapters/waku/index.ts')
      return await waku.wakuSignals({ app, node })(listener)
    }
  }
}

/** Signals over a light node of the engine's own; `@waku/sdk` must be installed. */
export function ownSignals ({ cluster, shards, nodes }: NonNullable<BrowserNetwork['waku']>): AppSignals {
  return {
    forApp: (app) => async (listener) => {
      const waku = await import('../adapters/waku/index.ts')
      const options = { app, clusterId: cluster, numShardsInCluster: shards, bootstrapPeers: nodes }
      return await waku.wakuSignals(options)(listener)
    }
  }
}
