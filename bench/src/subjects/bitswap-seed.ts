/** Holds raw blocks of 256 KiB in memory and serves them over bitswap. */
import { randomFillSync } from 'node:crypto'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { CHUNK_BYTES } from '../sizes.ts'
import { createBitswapNode } from './helia-node.ts'
import { firstAddress, LOOPBACK } from './libp2p-node.ts'
import { serve } from './serve.ts'

export interface BitswapSeedOptions {
  readonly bytes: number
}

export interface BitswapSeedReady {
  readonly address: string
  readonly cids: readonly string[]
}

serve<BitswapSeedOptions, BitswapSeedReady>(async ({ bytes }) => {
  const { helia, blockstore } = await createBitswapNode([LOOPBACK])
  const cids: string[] = []
  for (let offset = 0; offset < bytes; offset += CHUNK_BYTES) {
    const block = randomFillSync(new Uint8Array(Math.min(CHUNK_BYTES, bytes - offset)))
    const cid = CID.createV1(raw.code, await sha256.digest(block))
    await blockstore.put(cid, block)
    cids.push(cid.toString())
  }
  return { ready: { address: firstAddress(helia.libp2p), cids } }
})
