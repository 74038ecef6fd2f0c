/**
 * A network of links in memory: the same pump as over libp2p, on wires whose every turn the scheduler decides. Relays
 * can be dropped and come back, connections cut; nothing is random but what `system` gives.
 */
import { DialError } from '../adapters/libp2p/dial-error.ts'
import { createLinks, type FarEnd, type Links } from '../adapters/libp2p/pump/links.ts'
import { createSystem } from '../adapters/system/system.ts'
import type { Address, Path, PeerId, PrivacyClass } from '../ids.ts'
import { MAX_WINDOW_BYTES, MAX_WINDOW_WEBRTC_BYTES } from '../limits.ts'
import type { LinkListener, LinkPort, SystemPort } from '../ports.ts'
import { utf8 } from '../pure/bytes.ts'
import {
  decodeDepositAnswer, decodeDepositRequest, encodeDepositAnswer, encodeDepositRequest,
} from '../pure/deposit-codec.ts'
import { createMemoryRelays, type MemoryRelay, type MemoryRelays } from './memory-links-relays.ts'
import { createWirePair, type WireEnd } from './memory-links-wire.ts'

export interface MemoryNetworkOptions {
  /** Clock, randomness, and the scheduler of every delivery. @default the platform's */
  readonly system?: SystemPort
  /** Milliseconds from one member to another. @default 0 */
  readonly latencyMs?: number
  /** Each way on each connection. @default Infinity */
  readonly bytesPerSecond?: number
  /** Whether a direct connection between two members comes up through their NATs. @default always */
  readonly canUpgrade?: (dialler: PeerId, target: PeerId) => boolean
}

export interface MemoryLinkOptions {
  /** Accepts direct connections. @default false: reachable through relays, and by upgrade */
  readonly listens?: boolean
}

export interface MemoryNetwork {
  /** A new member; fits `CreateLinkPort`. */
  createLink (privacy: PrivacyClass, listener: LinkListener, options?: MemoryLinkOptions): Promise<LinkPort>
  /** A new relay; `limitBytes`: what one circuit carries, both ways, before it is cut. */
  relay (limitBytes?: number): MemoryRelay
  /** Cuts every connection of a member, as when its network goes away; places at relays are lost as well. */
  cut (peer: PeerId): void
}

/** How two members are connected: `upgrade` is WebRTC signalled through a relay. */
type Kind = 'direct' | 'relayed' | 'upgrade'

interface Connection {
  readonly ends: readonly [WireEnd, WireEnd]
  readonly peers: readonly [PeerId, PeerId]
  readonly path: Path
  /** Of a circuit. */
  readonly relay: Address | undefined
}

/** A way that is open now. */
interface Route { readonly to: Member, readonly kind: Kind, readonly relay: Address | undefined }

interface Member {
  readonly peer: PeerId
  readonly privacy: PrivacyClass
  readonly listens: boolean
  readonly links: Links
  readonly listener: LinkListener
}

export function createMemoryNetwork (options: MemoryNetworkOptions = {}): MemoryNetwork {
  const { system = createSystem(), latencyMs = 0, bytesPerSecond = Infinity, canUpgrade = () => true } = options
  const members = new Map<PeerId, Member>()
  const connections = new Set<Connection>()
  const cutAll = (chosen: (connection: Connection) => boolean): void => {
    for (const connection of [...connections].filter(chosen)) connection.ends[0].cut()
  }
  const relays: MemoryRelays = createMemoryRelays(system, latencyMs, (gone) => cutAll(({ relay }) => relay === gone))
  let count = 0

  function connect (from: Member, to: Member, kind: Kind, relay: Address | undefined): void {
    const limitBytes = kind === 'relayed' && relay !== undefined ? relays.limitOf(relay) : Infinity
    const ends = createWirePair({ system, latencyMs, bytesPerSecond, limitBytes })
    const connection: Connection = {
      ends,
      peers: [from.peer, to.peer],
      path: kind === 'relayed' ? 'relayed' : 'direct',
      relay: kind === 'relayed' ? relay : undefined,
    }
    connections.add(connection)
    const far = (member: Member, dialled: boolean): FarEnd => ({
      peer: member.peer,
      id: utf8(member.peer),
      path: kind === 'relayed' ? 'relayed' : 'direct',
      limited: limitBytes < Infinity,
      dialled,
      windowMaxBytes: kind === 'upgrade' ? MAX_WINDOW_WEBRTC_BYTES : MAX_WINDOW_BYTES,
      address: kind === 'direct' ? directAddress(member.peer) : `${relay ?? ''}/p2p-circuit/p2p/${member.peer}`,
    })
    const gone = (): void => { connections.delete(connection) }
    ends[1].listener = to.links.attach(ends[1], far(from, false), gone)
    ends[0].listener = from.links.attach(ends[0], far(to, true), gone)
  }

  function route (from: Member, peer: PeerId, addresses: readonly Address[], path: Path): Route {
    const to = members.get(peer)
    const circuits = addresses.filter((address) => address.endsWith(`/p2p-circuit/p2p/${peer}`))
    const mayBeDirect = path === 'direct' && from.privacy === 'direct'
    if (mayBeDirect && addresses.includes(directAddress(peer))) {
      if (to?.listens === true) return { to, kind: 'direct', relay: undefined }
      if (circuits.length === 0) throw new DialError('unreachable', `${peer} does not listen`)
    }
    if (circuits.length === 0 || (path === 'direct' && !mayBeDirect)) {
      throw new DialError('no-address', `no ${path} address of ${peer}`)
    }
    const through = circuits.map((circuit) => circuit.slice(0, circuit.indexOf('/p2p-circuit')))
    const relay = through.find((it) => relays.isUp(it))
    if (relay === undefined) throw new DialError('unreachable', `no relay of ${peer} is up`)
    if (to === undefined || !relays.has(relay, peer)) throw new DialError('refused', `${peer} has no place at ${relay}`)
    if (path === 'relayed') return { to, kind: 'relayed', relay }
    if (to.privacy === 'relayed' || !canUpgrade(from.peer, peer)) {
      throw new DialError('unreachable', `no direct way to ${peer}`)
    }
    return { to, kind: 'upgrade', relay }
  }

  return {
    async createLink (privacy, listener, { listens = false } = {}) {
      const peer = `peer-${++count}`
      const links = createLinks({
        system,
        listener,
        selfId: utf8(peer),
        // A callback that throws is a bug in whoever is under test.
        trouble: (error) => { system.alarm(0, () => { throw error }) },
      })
      const member: Member = { peer, privacy, listens: listens && privacy === 'direct', links, listener }
      members.set(peer, member)
      return {
        ...links,
        self: peer,
        addresses: () => [...member.listens ? [directAddress(peer)] : [], ...relays.circuitsOf(peer)],
        async dial (target, addresses, path, signal) {
          await pass(system, 2 * latencyMs, signal)
          if (!members.has(peer)) throw new DialError('unreachable', 'the link was closed meanwhile')
          const { to, kind, relay } = route(member, target, addresses, path)
          connect(member, to, kind, relay)
        },
        async deposit (target, addresses, request, signal) {
          const question = decodeDepositRequest(encodeDepositRequest(request))
          const path = addresses.includes(directAddress(target)) && privacy === 'direct' ? 'direct' : 'relayed'
          const between = (): Connection | undefined =>
            [...connections].find(({ peers }) => peers.includes(peer) && peers.includes(target))
          if (between() === undefined) {
            await pass(system, 2 * latencyMs, signal)
            const { to, kind, relay } = route(member, target, addresses, path)
            connect(member, to, kind, relay)
          }
          await pass(system, latencyMs, signal)
          const [connection, to] = [between(), members.get(target)]
          if (connection === undefined || to === undefined) throw new DialError('refused', 'the connection was cut')
          const answer = await to.listener.deposit(peer, connection.path, addressOf(peer, connection), question)
            .catch((cause: unknown) => { throw new DialError('refused', 'the keeper failed', { cause }) })
          await pass(system, latencyMs, signal)
          return decodeDepositAnswer(encodeDepositAnswer(answer))
        },
        reserve: (relay) => relays.reserve(relay, peer, (state, address) => listener.relay(relay, state, address)),
        unreserve: (relay) => relays.unreserve(relay, peer),
        async close () {
          members.delete(peer)
          relays.forget(peer)
          links.close()
        },
      }
    },
    relay: (limitBytes = Infinity) => relays.add(limitBytes),
    cut (peer) {
      cutAll(({ peers }) => peers.includes(peer))
      relays.lose(peer)
    },
  }
}

function directAddress (peer: PeerId): Address {
  return `/memory/${peer}/p2p/${peer}`
}

function addressOf (peer: PeerId, { relay }: Connection): Address {
  return relay === undefined ? directAddress(peer) : `${relay}/p2p-circuit/p2p/${peer}`
}

/** Lets time pass; rejects at once when the dial is given up. */
function pass (system: SystemPort, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      cancel()
      reject(new DialError('timeout', 'the dial was given up'))
    }
    const cancel = system.alarm(ms, () => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    })
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
}
