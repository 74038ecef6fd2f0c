/** A link that so many swarms may be joined on; it accepts and does nothing more. */
import { nodePlatform } from '@passel/node'
import { serve } from './serve.ts'
import { hearing, swarmKeys } from './swarm-keys.ts'

export interface JoinListenerOptions {
  readonly home: string
  readonly swarms: number
}

export interface JoinListenerReady {
  readonly peer: string
  readonly addresses: readonly string[]
}

serve<JoinListenerOptions, JoinListenerReady>(async ({ home, swarms }) => {
  const platform = nodePlatform({ home, listen: ['/ip4/127.0.0.1/tcp/0'] })
  const link = await platform.createLink('direct', hearing({}))
  for (let n = 0; n < swarms; n += 1) link.admit(swarmKeys(n))
  return { ready: { peer: link.self, addresses: link.addresses() } }
})
