import { tcp } from '@libp2p/tcp'
import { createLibp2pLink, type Libp2pLink, type Libp2pLinkOptions } from '@passel/core/libp2p'
import { cleanup } from 'node-datachannel'

export type NodeLinkOptions = Omit<Libp2pLinkOptions, 'transports'>

/** Links of this process that may have used WebRTC; its native part knows only the process. */
let open = 0

/**
 * A link port on Node: what browsers have, and TCP. Without `listen` it accepts connections as from behind NAT.
 *
 * node-datachannel 0.33.4 keeps the process alive when a peer connection closed before its data channel opened, as it
 * does in every WebRTC dial that was given up. So the last link to close frees what is left of all.
 */
export async function createNodeLink (options: NodeLinkOptions): Promise<Libp2pLink> {
  const link = await createLibp2pLink({ ...options, transports: [tcp()] })
  if (options.privacy === 'relayed') return link
  open++
  let closed = false
  return {
    ...link,
    async close () {
      await link.close()
      if (closed) return
      closed = true
      if (--open === 0) cleanup()
    },
  }
}
