import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight, type HeliaWithLibp2p } from '@helia/libp2p'
import { identify } from '@libp2p/identify'
import type { ServiceMap } from '@libp2p/interface'
import { MemoryBlockstore } from 'blockstore-core'
import { createHeliaLight } from 'helia'
import { plainOptions } from './libp2p-node.ts'

/**
 * Helia with bitswap over TCP and blocks in memory, no routing and no gateways.
 * `identify` is there because bitswap learns from it who speaks its protocol.
 */
export async function createBitswapNode(
  listen: readonly string[],
): Promise<{ readonly helia: HeliaWithLibp2p<ServiceMap>; readonly blockstore: MemoryBlockstore }> {
  const blockstore = new MemoryBlockstore()
  const light = createHeliaLight({ blockstore })
  const withNetwork = withLibp2pLight(light, { ...plainOptions(listen), services: { identify: identify() } })
  const helia = withBitswap(withNetwork)
  await helia.start()
  return { helia, blockstore }
}
