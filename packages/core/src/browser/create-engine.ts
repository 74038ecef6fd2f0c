import { checkAppPrefix, type AppPrefix } from '../adapters/waku/content-topic.ts'
import type { Engine } from '../engine/engine.ts'
import type { EngineOptions } from '../engine/options.ts'
import type { CreateSignalPort, StorePort } from '../ports.ts'
import { openMedia } from './media/open-media.ts'
import type { BrowserNetwork } from './network.ts'
import { nextEpoch } from './next-epoch.ts'
import { createPageSystem } from './page-system.ts'
import { ownSignals, type AppSignals } from './signals.ts'
import { createTabEngine } from './tabs/create-tab-engine.ts'
import type { BrowserEngine } from './tabs/face.ts'
import { loneTab } from './tabs/lone-tab.ts'

export interface BrowserEngineOptions extends Omit<EngineOptions, 'platform' | 'signals' | 'relays'> {
  /** Waku application and version that members share, e.g. `/my-chat/1`. */
  readonly app: AppPrefix
  /** How members find each other: `wakuSignals(node)`. @default Waku as `network` says; null: none */
  readonly signals?: AppSignals | CreateSignalPort | null
  /** Relays, and the Waku nodes of an engine without a light node. @default none: nobody can reach this page */
  readonly network?: BrowserNetwork
  /** Names what the page keeps; all tabs of the origin share one engine for each. @default 'passel' */
  readonly home?: string
  /**
   * Address of the service worker that imports `@passel/core/media-worker`, above this page or beside it: video and
   * sound then play while they arrive (`mediaUrl`). @default none: they play when they are here
   */
  readonly mediaWorker?: string | URL
  /** Opens a store; called in the tab that runs the engine. @default in a worker over the origin's private files */
  readonly openStore?: (home: string) => StorePort
}

/**
 * An engine in a page. Of all tabs of the origin one runs it, the others show and steer what that one does; which is
 * which changes by itself. Fails with `bad-option` when `app` is not of the form `/my-chat/1`, with `unsupported` where
 * the page is not secure, and with `store-in-use` where the browser has no Web Locks and another tab has the home.
 */
export async function createEngine (options: BrowserEngineOptions): Promise<BrowserEngine> {
  const { app, signals, network = { relays: [] }, home = 'passel', mediaWorker, openStore, ...rest } = options
  checkAppPrefix(app)
  const onTrouble = options.onTrouble ?? (() => { /* As the option says: ignored. */ })
  const system = createPageSystem(onTrouble)
  const createSignals = signalsOf(signals, app, network)

  async function openEngine (): Promise<Engine> {
    const { runEngine } = await import('./run-engine.ts') // a tab that never leads has no use for it
    return await runEngine({ ...rest, home, network, openStore, createSignals, system, onTrouble })
  }

  const name = `passel:${home}`
  const tabs = navigator.locks === undefined || typeof BroadcastChannel === 'undefined' ? loneTab : {
    locks: navigator.locks,
    openChannel: (channel: string) => new BroadcastChannel(channel)
  }
  const epochs = { nextEpoch: (seen: number) => nextEpoch(name, seen) }
  const engine = await createTabEngine({ name, ...tabs, ...epochs, openEngine, system, onTrouble })
  if (mediaWorker === undefined) return engine
  const media = openMedia({ worker: mediaWorker, home, transfer: engine.transfer, onTrouble })
  return {
    ...engine,
    mediaUrl: media.url,
    close: async () => {
      media.close()
      await engine.close()
    }
  }
}

function signalsOf (
  signals: BrowserEngineOptions['signals'], app: AppPrefix, { waku }: BrowserNetwork
): CreateSignalPort | null {
  if (signals === undefined) return waku === undefined ? null : ownSignals(waku).forApp(app)
  if (signals === null || typeof signals === 'function') return signals
  return signals.forApp(app)
}
