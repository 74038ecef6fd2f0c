import { tcp } from '@libp2p/tcp'
import { createLibp2pLink, type Libp2pLink, type Libp2pLinkOptions } from '@passel/core/libp2p'
import { cleanup } from 'node-datachannel'
import { createNoiseCrypto } from './noise-crypto.ts'

export type NodeLinkOptions = Omit<Libp2pLinkOptions, 'transports' | 'noiseCrypto'>

/** Links of this process that may have used WebRTC; its native part knows only the process. */
let open = 0

/** Milliseconds after the last link closed: handshakes that were under way take a moment to notice. */
const FREE_AFTER_MS = [250, 2_500]

/**
 * node-datachannel 0.33.4 keeps the process alive when a peer connection closed before its data channel opened, as it
 * does in every WebRTC dial that was given up. These timers keep nothing alive themselves: where nothing is left over
 * the process is gone before they fire.
 */
function freeLeftovers (): void {
  for (const ms of FREE_AFTER_MS) setTimeout(() => { if (open === 0) cleanup() }, ms).unref()
}

/** A link port on Node: what browsers have, and TCP. Without `listen` it accepts connections as from behind NAT. */
export async function createNodeLink (options: NodeLinkOptions): Promise<Libp2pLink> {
  const link = await createLibp2pLink({ ...options, transports: [tcp()], noiseCrypto: createNoiseCrypto() })
  if (options.privacy === 'relayed') return link
  open++
  let closed = false
  return {
    ...link,
    async close () {
      await link.close()
      if (closed) return
      closed = true
      if (--open === 0) freeLeftovers()
    },
  }
}
