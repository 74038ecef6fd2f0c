/**
 * What we use of libp2p's circuit transport beyond its interface. Its listeners are passed by: closing one cancels
 * the reservations of all (circuit-relay-v2 4.2.13), and listening again leaves the old one behind.
 */
import { RELAY_V2_HOP_CODEC, RELAY_V2_STOP_CODEC } from '@libp2p/circuit-relay-v2'
import { KEEP_ALIVE, type Connection, type PeerId, type Stream } from '@libp2p/interface'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { PasselError } from '../../errors.ts'
import type { PasselNode } from './node.ts'

const TRANSPORT = '@libp2p/circuit-relay-v2-transport'

interface Reservation {
  readonly relay: PeerId
  readonly details: { readonly connection: string, readonly reservation: { readonly addrs: readonly Uint8Array[] } }
}

interface CircuitTransport {
  readonly reservationStore: EventTarget & {
    addRelay (relay: PeerId, type: 'configured'): Promise<Reservation>
    hasReservation (relay: PeerId): boolean
  }
  onStop (stream: Stream, connection: Connection): Promise<void>
}

/** A place at a relay: the connection it hangs on, and where the relay says it can be reached. */
export interface Place { readonly connection: string, readonly relayAddresses: readonly Multiaddr[] }

export interface CircuitHooks {
  /** Whether we asked this relay for its place. Circuits from any other are refused. */
  isChosen (relay: PeerId): boolean
  /** A place is gone: refused at its refresh, or cut off. */
  onRemoved (relay: PeerId): void
}

export interface Circuit { reserve (connection: Connection, signal: AbortSignal): Promise<Place> }

/** Finds the transport in a started node and puts a guard before what relays may start. */
export async function openCircuit ({ libp2p, parts }: PasselNode, hooks: CircuitHooks): Promise<Circuit> {
  const transport = parts.transportManager.getTransports()
    .find((candidate) => candidate[Symbol.toStringTag] === TRANSPORT) as unknown as CircuitTransport
  const store = transport?.reservationStore
  if (typeof store?.addRelay !== 'function' || typeof transport.onStop !== 'function') {
    throw new PasselError('unsupported', 'this version of @libp2p/circuit-relay-v2 works differently inside')
  }

  store.addEventListener('relay:removed', (event) => hooks.onRemoved((event as CustomEvent<Reservation>).detail.relay))
  store.addEventListener('relay:created-reservation', (event) => {
    // The tag makes libp2p dial a lost relay by itself.
    const { relay } = (event as CustomEvent<Reservation>).detail
    libp2p.peerStore.merge(relay, { tags: { [`${KEEP_ALIVE}-circuit-relay`]: undefined } })
      .catch((error: unknown) => libp2p.logger.forComponent('passel').error('relay stays tagged - %e', error))
  })

  // The transport's own handler starts to listen at any relay through which it is called: a stray relay could make
  // itself the way to us.
  await libp2p.unhandle(RELAY_V2_STOP_CODEC)
  await libp2p.handle(RELAY_V2_STOP_CODEC, async (stream, connection) => {
    const relay = connection.remotePeer
    if (hooks.isChosen(relay) && store.hasReservation(relay)) await transport.onStop(stream, connection)
    else stream.abort(new Error('a circuit from a relay that was not asked'))
  }, { maxInboundStreams: 300, runOnLimitedConnection: true })

  return {
    async reserve (connection, signal) {
      // A relay that lacks the protocol once is refused by the store for ever; relays may learn it while they run.
      const probe = await connection.newStream(RELAY_V2_HOP_CODEC, { signal })
      probe.abort(new Error('only asked whether the protocol is there'))
      const { details } = await store.addRelay(connection.remotePeer, 'configured')
      const relayAddresses = details.reservation.addrs.map((bytes) => multiaddr(bytes))
      return { connection: details.connection, relayAddresses }
    },
  }
}
