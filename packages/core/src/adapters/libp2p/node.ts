/**
 * One libp2p node per privacy class. What a node is built without it cannot be asked for: the class `relayed` has no
 * WebRTC transport (it answers signalling when merely present) and no listener, and neither class tells anything by
 * identify but protocols and the constant agent string.
 */
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Connection, ConnectionGater, Libp2p, PrivateKey, Transport } from '@libp2p/interface'
import { noise, type ICryptoInterface } from '@libp2p/noise'
import { ping, type Ping } from '@libp2p/ping'
import { webRTC, webRTCDirect } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import type { Multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2pOptions } from 'libp2p'
import { PasselError } from '../../errors.ts'
import type { Address, PrivacyClass } from '../../ids.ts'
import { earlyEncryption } from './early-encryption.ts'
import {
  MAX_INBOUND_PER_SECOND, MAX_NODE_CONNECTIONS, MAX_PENDING_INBOUND, WEBRTC_BUFFER_BYTES, WEBRTC_MESSAGE_BYTES,
  YAMUX_WINDOW_BYTES,
} from '../../limits.ts'

/** What every node calls itself, so that agents cannot be told apart. */
const AGENT = 'passel/1'

/** A libp2p transport factory, as `tcp()` of `@libp2p/tcp` returns. */
export type TransportFactory = NonNullable<Libp2pOptions['transports']>[number]

export interface NodeOptions {
  readonly privacy: PrivacyClass
  readonly privateKey: PrivateKey
  /** Transports of the platform, beside WebSockets and circuit relay: TCP in Node. */
  readonly transports: readonly TransportFactory[]
  /** Ciphers of the platform; undefined: those that noise brings along. */
  readonly noiseCrypto: ICryptoInterface | undefined
  /** Where to accept direct connections; must be empty in the class `relayed`. */
  readonly listen: readonly Address[]
  readonly iceServers: readonly RTCIceServer[]
  /** Lets a browser dial private addresses and plain WebSockets. */
  readonly allowLocal: boolean
}

/** Parts of libp2p that its public face hides: dialling an address past the dial queue, which joins dials by peer. */
export interface NodeParts {
  readonly transportManager: {
    dial (address: Multiaddr, options: { signal: AbortSignal }): Promise<Connection>
    dialTransportForMultiaddr (address: Multiaddr): Transport | undefined
    getTransports (): Transport[]
    getAddrs (): Multiaddr[]
  }
  readonly connectionGater: ConnectionGater
}

export interface PasselNode { readonly libp2p: Libp2p<{ ping: Ping }>, readonly parts: NodeParts }

/** Starts a node. Throws `bad-option` when a relayed node is told to listen. */
export async function createNode (options: NodeOptions): Promise<PasselNode> {
  if (options.privacy === 'relayed' && options.listen.length > 0) {
    throw new PasselError('bad-option', 'listen: a relayed node accepts connections through relays only')
  }
  let parts: NodeParts | undefined
  const libp2p = await createLibp2p({
    privateKey: options.privateKey,
    nodeInfo: { name: 'passel', version: '1', userAgent: AGENT },
    addresses: { listen: [...options.listen], announceFilter: () => [] },
    transports: transportsOf(options),
    connectionProtector: earlyEncryption('/noise'),
    connectionEncrypters: [noise(options.noiseCrypto === undefined ? {} : { crypto: options.noiseCrypto })],
    streamMuxers: [yamux({ streamOptions: { maxStreamWindowSize: YAMUX_WINDOW_BYTES } })],
    connectionGater: options.allowLocal ? { denyDialMultiaddr: () => false } : {},
    connectionManager: {
      maxConnections: MAX_NODE_CONNECTIONS,
      inboundConnectionThreshold: MAX_INBOUND_PER_SECOND,
      maxIncomingPendingConnections: MAX_PENDING_INBOUND,
      // Whom to dial again, and when, is the connector's and the relay tender's to say.
      reconnectRetries: 0,
    },
    // It aborts connections whose pings wait behind a full send queue; the connector has its own liveness.
    connectionMonitor: { enabled: false },
    services: {
      identify: identify({ runOnConnectionOpen: false }),
      ping: ping(),
      parts: (components) => {
        parts = { transportManager: components.transportManager, connectionGater: components.connectionGater }
        return {}
      },
    },
  })
  return { libp2p, parts: parts as NodeParts }
}

function transportsOf (options: NodeOptions): TransportFactory[] {
  const rtcConfiguration = { iceServers: [...options.iceServers] }
  const dataChannel = { maxBufferedAmount: WEBRTC_BUFFER_BYTES }
  // Without WebRTC here, upgrades cannot even be answered. The second kind lets a page dial a peer that listens without
  // a certificate that browsers know, and without a relay; its handshake is fixed, and allows messages of 16 KiB.
  const direct = options.privacy === 'direct'
    ? [
        webRTC({ rtcConfiguration, dataChannel: { ...dataChannel, maxMessageSize: WEBRTC_MESSAGE_BYTES } }),
        webRTCDirect({ rtcConfiguration, dataChannel }),
      ]
    : []
  return [circuitRelayTransport({ reservationConcurrency: 4 }), webSockets(), ...direct, ...options.transports]
}
