import type { PeerId } from '@libp2p/interface'
import { RELAY_PING_MS, RELAY_PING_TIMEOUT_MS } from '../../limits.ts'
import type { SystemPort } from '../../ports.ts'
import type { PasselNode } from './node.ts'

/** A ping behind a full send queue may be late once; a relay that missed two is gone. */
const MISSES_ALLOWED = 1

/**
 * Pings the relays we have places at, and hangs up on those that fell silent: a network that went away under a
 * sleeping laptop closes nothing by itself. Returns what ends it.
 */
export function watchRelays (
  system: SystemPort, libp2p: PasselNode['libp2p'], relays: () => readonly PeerId[],
): () => void {
  const misses = new Map<string, number>()

  async function check (relay: PeerId): Promise<void> {
    const id = relay.toString()
    const late = new AbortController()
    const cancel = system.alarm(RELAY_PING_TIMEOUT_MS, () => late.abort())
    try {
      await libp2p.services.ping.ping(relay, { signal: late.signal })
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
    } finally {
      cancel()
    }
  }

  let cancel: () => void
  function wait (): void {
    cancel = system.alarm(RELAY_PING_MS, () => {
      for (const relay of relays()) void check(relay)
      wait()
    })
  }
  wait()
  return () => cancel()
}
