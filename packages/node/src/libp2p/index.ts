import { tcp } from '@libp2p/tcp'
import { createLibp2pLink, type Libp2pLink, type Libp2pLinkOptions } from '@passel/core/libp2p'

/** A link port on Node: what browsers have, and TCP. Without `listen` it accepts connections as from behind NAT. */
export function createNodeLink (options: Omit<Libp2pLinkOptions, 'transports'>): Promise<Libp2pLink> {
  return createLibp2pLink({ ...options, transports: [tcp()] })
}
