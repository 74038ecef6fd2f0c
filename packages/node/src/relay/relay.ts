import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { PasselError } from '@passel/core'
import { createLibp2p } from 'libp2p'
import { keyFromFile } from './key-file.ts'

export interface RelayOptions {
  /** Multiaddrs to listen at, TCP or WebSocket. @default ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'] */
  readonly listen?: readonly string[]
  /** Peers that may be reachable through it at once; a peer's place is free when it disconnects. @default 256 */
  readonly maxReservations?: number
  /** Milliseconds that a reservation lasts unless renewed; at least a minute. @default an hour */
  readonly reservationTtlMs?: number
  /** Bytes that one relayed connection may carry, both directions together; null: any number. @default null */
  readonly dataLimitBytes?: number | null
  /** Milliseconds that one relayed connection may last; null: for ever. @default null */
  readonly durationLimitMs?: number | null
  /** Keeps the identity here over restarts. @default a new identity at each start */
  readonly keyFile?: string
}

/** Limits that js-libp2p and go-libp2p relays put on every relayed connection unless told otherwise. */
export const USUAL_RELAY_LIMITS = { dataLimitBytes: 128 * 1024, durationLimitMs: 120_000 } as const

export interface Relay {
  /** Multiaddrs to give to peers, peer id included. */
  readonly addresses: readonly string[]
  /** Peers that can be reached through it now. */
  reservations (): number
  stop (): Promise<void>
}

const MIN_TTL_MS = 60_000 // clients renew five minutes before the end, and never earlier than after 30 s
const HOUR_MS = 3_600_000
const NO_BYTE_LIMIT = 2n ** 62n // a relay that limits one thing must name a limit for the other
const NO_TIME_LIMIT_MS = 2 ** 31 - 1
const SILENCE_MS = 15_000
const MAX_CONNECTIONS = 2_000
const CIRCUITS_PER_CONNECTION = 512 // one peer may talk to many through one relay
const DIALS_PER_SECOND = 1_000 // on one machine everybody comes from one host

/** Starts a circuit relay v2. Throws `bad-option` on limits that make no sense and `io` when an address is taken. */
export async function startRelay (options: RelayOptions = {}): Promise<Relay> {
  const { maxReservations = 256, reservationTtlMs = HOUR_MS, dataLimitBytes = null, durationLimitMs = null } = options
  if (reservationTtlMs < MIN_TTL_MS) {
    throw new PasselError('bad-option', 'reservationTtlMs: at least a minute, or clients renew too late')
  }
  const limited = dataLimitBytes !== null || durationLimitMs !== null
  const libp2p = await createLibp2p({
    ...(options.keyFile === undefined ? {} : { privateKey: await keyFromFile(options.keyFile) }),
    start: false,
    addresses: { listen: [...options.listen ?? ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws']] },
    transports: [tcp(), webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: {
      maxConnections: MAX_CONNECTIONS,
      inboundConnectionThreshold: DIALS_PER_SECOND,
      maxIncomingPendingConnections: CIRCUITS_PER_CONNECTION,
      reconnectRetries: 0,
    },
    // A ping behind a full queue is late; yet who fell silent must go, or calls for it keep going to a dead connection.
    connectionMonitor: { pingTimeout: { minTimeout: SILENCE_MS, maxTimeout: 2 * SILENCE_MS } },
    services: {
      identify: identify(),
      ping: ping(),
      relay: circuitRelayServer({
        maxInboundHopStreams: CIRCUITS_PER_CONNECTION,
        maxOutboundStopStreams: CIRCUITS_PER_CONNECTION,
        reservations: {
          maxReservations,
          reservationTtl: reservationTtlMs,
          applyDefaultLimit: limited,
          defaultDataLimit: dataLimitBytes === null ? NO_BYTE_LIMIT : BigInt(dataLimitBytes),
          defaultDurationLimit: durationLimitMs ?? NO_TIME_LIMIT_MS,
        },
      }),
    },
  })
  const { reservations } = libp2p.services.relay
  // libp2p keeps the place of who is gone until its time is up, and soon refuses everybody else.
  libp2p.addEventListener('peer:disconnect', ({ detail }) => {
    reservations.get(detail)?.signal.clear()
    reservations.delete(detail)
  })
  try {
    await libp2p.start()
  } catch (error) {
    await libp2p.stop()
    throw new PasselError('io', 'the relay cannot listen there', { cause: error })
  }
  return {
    addresses: libp2p.getMultiaddrs().map(String),
    reservations: () => reservations.size,
    stop: async () => { await libp2p.stop() },
  }
}
