import { createEngine, type Engine } from '../engine/engine.ts'
import type { EngineOptions } from '../engine/options.ts'
import type { CreateSignalPort, StorePort, SystemPort } from '../ports.ts'
import { browserPlatform } from './browser-platform.ts'
import type { BrowserNetwork } from './network.ts'
import { watchPage } from './watch-page.ts'

export interface RunOptions extends Omit<EngineOptions, 'platform' | 'signals' | 'relays'> {
  readonly home: string
  readonly network: BrowserNetwork
  readonly openStore: ((home: string) => StorePort) | undefined
  readonly createSignals: CreateSignalPort | null
  readonly system: SystemPort
  readonly onTrouble: (where: string, error: unknown) => void
}

/** The engine of the tab that leads, told what its page knows about the network. */
export async function runEngine (options: RunOptions): Promise<Engine> {
  const { home, network, openStore, createSignals, system, ...rest } = options
  const { onTrouble } = rest
  const store = openStore === undefined ? {} : { store: openStore(home) }
  const engine = await createEngine({
    ...rest,
    platform: browserPlatform({ home, network, system, onTrouble, ...store }),
    relays: network.relays,
    ...(createSignals === null ? {} : { signals: createSignals })
  })
  // A machine without a network but its own is offline to the browser, and all that a developer may need.
  const stop = watchPage(engine, () => network.allowLocal === true || navigator.onLine)
  return {
    ...engine,
    close: async () => {
      stop()
      await engine.close()
    }
  }
}
