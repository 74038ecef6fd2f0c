import { createEngine, type Engine } from '@passel/core'
import { createStore, createWebCrypto } from '@passel/core/store'
import { createSystem } from '@passel/core/system'
import { createMemoryDisk, createMemoryNetwork, createMemorySignals } from '@passel/core/testing/memory'

/** Two real engines that reach each other in memory: everything is what ships, but for disk and network. */
export async function openTwo (): Promise<{ readonly anna: Engine, readonly ben: Engine }> {
  const system = createSystem()
  const network = createMemoryNetwork()
  const signals = createMemorySignals({ now: () => system.now().wall, after: system.alarm, delayMs: 1 })
  const open = async (name: string): Promise<Engine> => await createEngine({
    platform: {
      system,
      store: createStore(createMemoryDisk({ files: new Map() }), createWebCrypto()),
      createLink: (privacy, listener) => network.createLink(privacy, listener, { listens: true })
    },
    signals: signals.member(name)
  })
  return { anna: await open('anna'), ben: await open('ben') }
}
