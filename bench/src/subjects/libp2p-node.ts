import { circuitRelayServer, circuitRelayTransport, type ServerReservationStoreInit } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import type { Libp2pOptions } from 'libp2p'
import { createLibp2p } from 'libp2p'

/** Where a plain node listens when it should be dialled directly. */
export const LOOPBACK = '/ip4/127.0.0.1/tcp/0'

/** Settings of every plain libp2p node of the bench: TCP, noise, yamux, the library's defaults for the rest. */
export function plainOptions(listen: readonly string[]): Libp2pOptions {
  return {
    addresses: { listen: [...listen] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // The default refuses the sixth connection within a second from one host, and here every host is 127.0.0.1.
    connectionManager: { inboundConnectionThreshold: 10_000 },
  }
}

/** A node that dials and is dialled over TCP. */
export function createPlainNode(listen: readonly string[]): Promise<Libp2p> {
  return createLibp2p(plainOptions(listen))
}

/** A node that also speaks through circuit relays. */
export function createRelayedNode(listen: readonly string[]): Promise<Libp2p> {
  return createLibp2p({
    ...plainOptions(listen),
    transports: [tcp(), circuitRelayTransport()],
    services: { identify: identify() },
  })
}

/** A circuit relay; its limits are the library's (128 KiB, 2 min) unless told otherwise. */
export function createRelay(reservations: ServerReservationStoreInit): Promise<Libp2p> {
  return createLibp2p({
    ...plainOptions([LOOPBACK]),
    services: { identify: identify(), relay: circuitRelayServer({ reservations }) },
  })
}

/** The node's first address, with its peer id. */
export function firstAddress(node: Libp2p): string {
  const address = node.getMultiaddrs()[0]
  if (address === undefined) throw new Error('the node has no address')
  return address.toString()
}
