import type { LinkShape } from '../delay-line.ts'
import type { EngineSetUp } from '../engine-protocol.ts'
import type { Started } from './all-stopped.ts'
import { freePort, startEngine, type EngineSubject } from './engine.ts'
import { startLink } from './link.ts'

/** Starts an engine that accepts TCP on loopback, behind a proxied link when one is described. */
export async function startListening({ keep }: Started, home: string, shape?: LinkShape): Promise<EngineSubject> {
  const listenPort = await freePort()
  const setUp: EngineSetUp = { home, listenPort }
  if (shape === undefined) return keep(await startEngine(setUp))
  const link = keep(await startLink(listenPort, shape))
  return keep(await startEngine({ ...setUp, announcePort: link.ready.port }))
}
