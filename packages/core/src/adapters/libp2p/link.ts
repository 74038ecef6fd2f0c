/**
 * The link port over libp2p: one node of one privacy class, its relays and dials, and the pump that every Passel
 * stream goes through. See README.md.
 */
import { generateKeyPair, privateKeyFromProtobuf } from '@libp2p/crypto/keys'
import type { Connection } from '@libp2p/interface'
import type { ICryptoInterface } from '@libp2p/noise'
import type { Address, Path, PeerId, PrivacyClass } from '../../ids.ts'
import { MAX_WINDOW_BYTES, MAX_WINDOW_WEBRTC_BYTES } from '../../limits.ts'
import type { LinkListener, LinkPort, SystemPort } from '../../ports.ts'
import { createSystem } from '../system/system.ts'
import { DialError } from './dial-error.ts'
import { createDial, hangUp, SWARM_PROTOCOL, type Opened } from './dial.ts'
import { answerDeposits, askToKeep } from './keeping.ts'
import { createNode, type TransportFactory } from './node.ts'
import { createLinks, type Links } from './pump/links.ts'
import { createReaper } from './reaper.ts'
import { openRelays } from './relays.ts'
import { streamWire } from './stream-wire.ts'

export interface Libp2pLinkOptions {
  readonly privacy: PrivacyClass
  readonly listener: LinkListener
  /** Ed25519 private key in libp2p's protobuf form. Never the same for both classes. @default a new one */
  readonly identity?: Uint8Array
  /** What the platform has beside WebSockets and circuit relay, e.g. `[tcp()]` in Node. @default [] */
  readonly transports?: readonly TransportFactory[]
  /** Ciphers of connections, where the platform has cheaper ones. @default those that noise brings along */
  readonly noiseCrypto?: ICryptoInterface
  /** Multiaddrs to accept direct connections at; class `direct` only. @default none: relays and WebRTC only */
  readonly listen?: readonly Address[]
  /** What WebRTC asks for our outside address; the library's own default would contact four strangers. @default [] */
  readonly iceServers?: readonly RTCIceServer[]
  /** Lets a browser dial private addresses and plain WebSockets: for development on one machine. @default false */
  readonly allowLocal?: boolean
  /** @default the platform's clock and randomness */
  readonly system?: SystemPort
}

export interface Libp2pLink extends LinkPort {
  /** What peers did wrong so far, by kind. */
  readonly violations: Links['violations']
}

/** Starts a libp2p node of one privacy class. Throws `bad-option` on options that contradict the class. */
export async function createLibp2pLink (options: Libp2pLinkOptions): Promise<Libp2pLink> {
  const { privacy, listener, identity, system = createSystem() } = options
  const node = await createNode({
    privacy,
    privateKey: identity === undefined ? await generateKeyPair('Ed25519') : privateKeyFromProtobuf(identity),
    transports: options.transports ?? [],
    noiseCrypto: options.noiseCrypto,
    listen: options.listen ?? [],
    iceServers: options.iceServers ?? [],
    allowLocal: options.allowLocal ?? false,
  })
  const { libp2p, parts } = node
  const self = libp2p.peerId.toString()
  const log = libp2p.logger.forComponent('passel:link')
  const links = createLinks({
    system,
    listener,
    selfId: libp2p.peerId.toMultihash().bytes,
    trouble: (error) => log.error('a callback failed - %e', error),
  })
  const carrying = new Set<string>() // ids of connections with a Passel stream
  const closings = new Set<Promise<void>>()
  /** The last question to a keeper by its connection: one at a time, since keepers hear few at once from anybody. */
  const asking = new Map<string, Promise<void>>()
  const reaper = createReaper(system, node, ({ id, remotePeer }) => carrying.has(id) || relays.uses(remotePeer))
  const relays = await openRelays({
    system,
    node,
    report: (relay, state, address) => listener.relay(relay, state, address),
    released: (relay) => reaper.look(relay),
  })
  const dial = createDial(node, relays)
  let closed = false

  function attach ({ stream, connection, answer }: Opened, dialled: boolean): void {
    const { id, remotePeer, remoteAddr, direct, limits } = connection
    const wire = streamWire(stream, connection, {
      ...(answer !== undefined && { answer }),
      mayClose: () => !(direct && relays.uses(remotePeer)),
      closing: (done) => {
        closings.add(done)
        void done.finally(() => closings.delete(done))
      },
    })
    carrying.add(id)
    const address = remoteAddr.toString()
    const far = {
      peer: remotePeer.toString(),
      id: remotePeer.toMultihash().bytes,
      path: direct ? 'direct' as const : 'relayed' as const,
      limited: limits !== undefined,
      dialled,
      windowMaxBytes: address.includes('/webrtc') ? MAX_WINDOW_WEBRTC_BYTES : MAX_WINDOW_BYTES,
      address,
    }
    wire.listen(links.attach(wire, far, () => carrying.delete(id)))
  }

  await libp2p.handle(SWARM_PROTOCOL, (stream, connection) => {
    // The dialler opens the one stream of a connection; at our own, a relay for one, nobody else has business.
    if (closed || connection.direction === 'outbound' || carrying.has(connection.id)) {
      links.count('second-stream')
      stream.abort(new Error('one Passel stream a connection, opened by its dialler'))
    } else attach({ stream, connection }, false)
  }, { maxInboundStreams: 2, runOnLimitedConnection: true })

  await answerDeposits(node, async (...given) => await listener.deposit(...given), () => links.count('bad-deposit'))

  /** A connection with a Passel stream, the direct one first: what follows a deposit goes over it. */
  function carried (peer: PeerId): Connection | undefined {
    const there = libp2p.getConnections().filter(({ id, status, remotePeer }) =>
      carrying.has(id) && status === 'open' && remotePeer.toString() === peer)
    return there.find(({ direct }) => direct) ?? there[0]
  }

  async function open (
    peer: PeerId, addresses: readonly Address[], path: Path, signal: AbortSignal,
  ): Promise<Connection> {
    if (path === 'direct' && privacy === 'relayed') throw new DialError('no-address', 'relayed nodes dial no address')
    const opened = await dial(peer, addresses, path, signal)
    if (closed) {
      hangUp(opened.connection)
      throw new DialError('unreachable', 'the link was closed meanwhile')
    }
    attach(opened, true)
    return opened.connection
  }

  return {
    ...links,
    self,
    addresses () {
      const listening = parts.transportManager.getAddrs().map((address) => `${address.toString()}/p2p/${self}`)
      return [...listening, ...relays.addresses()]
    },
    dial: async (...given) => void await open(...given),
    async deposit (peer, addresses, request, signal) {
      const path = privacy === 'direct' && addresses.some((it) => !isCircuit(it)) ? 'direct' : 'relayed'
      const connection = carried(peer) ?? await open(peer, addresses, path, signal).catch(async (error: unknown) => {
        if (path === 'relayed' || signal.aborted || !addresses.some(isCircuit)) throw error
        return await open(peer, addresses, 'relayed', signal)
      })
      const before = asking.get(connection.id)
      const asked = Promise.resolve(before).then(async () => await askToKeep(connection, request, signal))
      const over = asked.then(() => undefined, () => undefined)
      asking.set(connection.id, over)
      return await asked.finally(() => { if (asking.get(connection.id) === over) asking.delete(connection.id) })
    },
    reserve: (relay) => relays.reserve(relay),
    unreserve: (relay) => relays.unreserve(relay),
    async close () {
      if (closed) return
      closed = true
      links.close()
      reaper.close()
      relays.close()
      await Promise.allSettled(closings)
      await libp2p.stop()
    },
  }
}

const isCircuit = (address: Address): boolean => address.includes('/p2p-circuit')
