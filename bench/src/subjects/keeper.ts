/** A keeper that takes whatever it is asked to. */
import { createKeeper } from '@passel/node'
import { serve } from './serve.ts'

export interface KeeperReady { readonly addresses: readonly string[] }

const MANY = 1e12

serve<{ readonly home: string }, KeeperReady, undefined, number>(async ({ home }) => {
  const keeper = await createKeeper({
    home,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    // Everybody here has one address.
    rules: {
      maxBytes: MANY, commonBytes: MANY, commonPayloadBytes: MANY, commonPeerBytes: MANY, commonBlockBytes: MANY,
      maxLeases: MANY, asksPerMinute: MANY, spareDiskBytes: 0,
    },
  })
  const held = async (): Promise<number> => await Promise.resolve(keeper.status().usage.leases)
  return { ready: { addresses: keeper.addresses() }, answer: held }
})
