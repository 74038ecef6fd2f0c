/** What author and readers of an archive share: an engine of their own, reached over TCP, nobody asked on Waku. */
import { createEngine as createCoreEngine, type Engine } from '@passel/core'
import { nodePlatform } from '@passel/node'

/** Milliseconds to wait for a relay; there is none, so the engine is up at once. */
const WARM_MS = 500

export async function openArchiveEngine(home: string, listens: boolean): Promise<Engine> {
  const listen = listens ? { listen: ['/ip4/127.0.0.1/tcp/0'] } : {}
  const engine = await createCoreEngine({ platform: nodePlatform({ home, ...listen }) })
  await engine.warm('direct', AbortSignal.timeout(WARM_MS))
  return engine
}
