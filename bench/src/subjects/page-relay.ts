/** Passel's own relay, without limits, in a process of its own where pages can dial it. */
import { startRelay } from '@passel/node'
import { serve } from './serve.ts'

export interface PageRelayReady {
  readonly address: string
}

serve<object, PageRelayReady>(async () => {
  const { addresses } = await startRelay({ listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
  const address = addresses[0]
  if (address === undefined) throw new Error('the relay has no address')
  return { ready: { address } }
})
