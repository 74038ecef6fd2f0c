import type { PeerId } from '@libp2p/interface'
import { RELAY_PING_MS } from '../../limits.ts'
import type { PasselNode } from './node.ts'

/** A ping behind a full send queue may be late once; a relay that missed two is gone. */
const MISSES_ALLOWED = 1

/**
 * Pings the relays we have places at, and hangs up on those that fell silent: a network that went away under a
 * sleeping laptop closes nothing by itself. Returns what ends it.
 */
export function watchRelays (libp2p: PasselNode['libp2p'], relays: () => readonly PeerId[]): () => void {
  const misses = new Map<string, number>()

  async function check (relay: PeerId): Promise<void> {
    const id = relay.toString()
    try {
      await libp2p.services.ping.ping(relay, { signal: AbortSignal.timeout(RELAY_PING_MS) })
      misses.delete(id)
    } catch (error) {
      if (error instanceof Error && error.name === 'UnsupportedProtocolError') return // it answered, after all
      const missed = (misses.get(id) ?? 0) + 1
      misses.set(id, missed)
      if (missed <= MISSES_ALLOWED) return
      misses.delete(id)
      for (const connection of libp2p.getConnections(relay)) {
        if (connection.direct) connection.abort(new Error('the relay fell silent', { cause: error }))
      }
    }
  }

  const timer = setInterval(() => {
    for (const relay of relays()) void check(relay)
  }, RELAY_PING_MS)
  return () => clearInterval(timer)
}
