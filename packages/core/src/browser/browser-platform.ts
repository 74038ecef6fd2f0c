import { openBrowserStore } from '../adapters/browser-store/index.ts'
import { createSystem } from '../adapters/system/index.ts'
import type { Platform } from '../engine/options.ts'
import type { StorePort, SystemPort } from '../ports.ts'
import type { BrowserNetwork } from './network.ts'

export interface BrowserPlatformOptions {
  /** Names what the page keeps: one engine at a time among all tabs of the origin. */
  readonly home: string
  readonly network: BrowserNetwork
  /** @default a worker over the origin's private files */
  readonly store?: StorePort
  /** @default the page's own clock and timers, which browsers slow down in the background */
  readonly system?: SystemPort
  /** @default ignored */
  readonly onTrouble?: (where: string, error: unknown) => void
}

/** What a page gives an engine: its store, WebSockets, circuit relays, WebRTC. libp2p is loaded with the first link. */
export function browserPlatform (options: BrowserPlatformOptions): Platform {
  const { home, network, onTrouble, store, system = createSystem() } = options
  return {
    system,
    store: store ?? openBrowserStore({ name: home, ...(onTrouble === undefined ? {} : { onTrouble }) }),
    createLink: async (privacy, listener) => {
      const { openLink } = await import('./open-link.ts')
      return await openLink({ home, privacy, listener, network })
    }
  }
}
