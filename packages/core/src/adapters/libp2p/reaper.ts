import type { Connection, PeerId } from '@libp2p/interface'
import { IDLE_CONNECTION_MS } from '../../limits.ts'
import type { SystemPort } from '../../ports.ts'
import { hangUp } from './dial.ts'
import type { PasselNode } from './node.ts'

export interface Reaper {
  /** Looks at the connections to a peer again in a while. */
  look (peer: PeerId): void
  close (): void
}

/**
 * Hangs up connections that nobody uses: those on which no Passel stream was opened, and those to relays once the
 * last circuit is gone. Without it, strangers fill the node's connections by dialling and saying nothing.
 */
export function createReaper (
  system: SystemPort, { libp2p }: PasselNode, isUsed: (connection: Connection) => boolean,
): Reaper {
  /** What stops the alarm of each connection being watched. */
  const watched = new Map<string, () => void>()
  let closed = false

  function watch (connection: Connection): void {
    if (closed || watched.has(connection.id)) return // a handshake may end after the node did
    watched.set(connection.id, system.alarm(IDLE_CONNECTION_MS, () => {
      watched.delete(connection.id)
      if (connection.status === 'open' && !isUsed(connection)) hangUp(connection)
    }))
  }

  function look (peer: PeerId): void {
    for (const connection of libp2p.getConnections(peer)) watch(connection)
  }

  libp2p.addEventListener('connection:open', ({ detail }) => watch(detail))
  libp2p.addEventListener('connection:close', ({ detail }) => {
    watched.get(detail.id)?.()
    watched.delete(detail.id)
    if (detail.direct) return
    const relay = /\/p2p\/([^/]+)\/p2p-circuit/.exec(detail.remoteAddr.toString())?.[1]
    for (const connection of libp2p.getConnections()) if (connection.remotePeer.toString() === relay) watch(connection)
  })

  return {
    look,
    close () {
      closed = true
      for (const cancel of watched.values()) cancel()
      watched.clear()
    },
  }
}
