/** Has a keeper hold files, so many at once, and says how long that took. */
import { createEngine } from '@passel/node'
import { serve } from './serve.ts'

export interface AuthorOptions { readonly home: string, readonly keepers: readonly string[] }

export interface AuthorRequest { readonly path: string, readonly count: number, readonly atOnce: number }

const NETWORK = { version: 1, waku: { cluster: 1, shards: 8, nodes: [] }, relays: [] } as const
const MAX_ACTIVE = 128

serve<AuthorOptions, null, AuthorRequest, number>(async ({ home, keepers }) => {
  const engine = await createEngine({ home, network: NETWORK, signals: null, keepers, maxActive: MAX_ACTIVE })

  async function sendOne(path: string): Promise<void> {
    const transfer = await engine.send({ kind: 'path', path }, { until: 'held' })
    await transfer.done()
    await transfer.cancel() // what is held is the keeper's from here on
  }

  return {
    ready: null,
    answer: async ({ path, count, atOnce }) => {
      const began = performance.now()
      let left = count
      const lane = async (): Promise<void> => { while (left-- > 0) await sendOne(path) }
      await Promise.all(Array.from({ length: atOnce }, lane))
      return (performance.now() - began) / 1000
    },
  }
})
