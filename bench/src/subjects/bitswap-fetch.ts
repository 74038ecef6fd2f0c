/** Fetches blocks from one seed over bitswap into memory, so many at a time, as an application calls it: `get`. */
import { multiaddr } from '@multiformats/multiaddr'
import { CID } from 'multiformats/cid'
import type { TransferTimes } from '../transfer.ts'
import { createBitswapNode } from './helia-node.ts'
import { serve } from './serve.ts'

export interface BitswapFetchRequest {
  readonly address: string
  readonly cids: readonly string[]
  /** Blocks asked for at once. */
  readonly parallel: number
}

serve<object, null, BitswapFetchRequest, TransferTimes>(async () => {
  const { helia } = await createBitswapNode([])
  const answer = async ({ address, cids, parallel }: BitswapFetchRequest): Promise<TransferTimes> => {
    await helia.libp2p.dial(multiaddr(address))
    const wanted = cids.map((cid) => CID.parse(cid))
    const askedAt = performance.now()
    let firstAt = 0
    let bytes = 0
    const fetchUntilNoneIsLeft = async (): Promise<void> => {
      for (let cid = wanted.shift(); cid !== undefined; cid = wanted.shift()) {
        for await (const part of helia.blockstore.get(cid)) bytes += part.byteLength
        if (firstAt === 0) firstAt = performance.now()
      }
    }
    await Promise.all(Array.from({ length: parallel }, fetchUntilNoneIsLeft))
    return { bytes, seconds: (performance.now() - firstAt) / 1000, firstByteMs: firstAt - askedAt }
  }
  return { ready: null, answer }
})
