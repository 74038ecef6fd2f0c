/**
 * A small world in virtual time: real peers (`createPeer`) on simulated sites, wires, relays, stores and Waku. One seed
 * decides everything; two runs of it end with the same trace.
 */
import {
  createRandom, type Path, type Peer, type PeerId, type PeerOptions, type PrivacyClass, type SourceRef,
  type TransferSnapshot,
} from '@passel/core/machines'
import type { Until } from '@passel/core'
import type { Hint } from '@passel/core/pure'
import { SLICE_BYTES } from '@passel/core/limits'
import { type ClockLimits, createVirtualClock, type VirtualClock } from '@passel/core/testing'
import { createDialler, type Dialable } from './dialler.ts'
import type { HostWorld, Observer, VirtualHost } from './host-types.ts'
import { connectionsBetween, createVirtualHost } from './host.ts'
import { FIRST_TRY_SHARE, type NatType, punchChance } from './nat.ts'
import type { Site, Wire } from './network-types.ts'
import { createNetwork } from './network.ts'
import { createPayload, type PayloadOptions, type VirtualPayload } from './payload.ts'
import { createVirtualRelay, type RelayOptions, type VirtualRelay } from './relay.ts'
import { createTrace, type Trace } from './trace.ts'
import type { StoreSpeed, VirtualStore } from './store-types.ts'
import { createVirtualWaku, type VirtualWaku, type WakuOptions } from './waku.ts'

export interface WorldOptions {
  readonly seed: number
  /** Makes the peers; a script for tests of the world itself. */
  readonly createPeer: (options: PeerOptions) => Peer
  /** Relays that every peer's application knows. @default one without limits */
  readonly relays?: readonly RelayOptions[]
  readonly waku?: Partial<WakuOptions>
  /** Share of pairs behind NAT that can punch through. @default 1 */
  readonly punchShare?: number
  /** Share of WebRTC dials that hang. @default 0.15 */
  readonly hangShare?: number
  /** Bytes in which chunks pass a direct connection; large ones make large worlds quicker. @default the link's */
  readonly sliceBytes?: number
  /** Sees every event of every peer. */
  readonly onEvent?: (peer: string, event: unknown, atMs: number) => void
  readonly observer?: Observer
  /** Puts something between each peer and its store, to see what a defect there leads to. */
  readonly wrapStore?: ((store: VirtualStore) => VirtualStore) | undefined
  readonly clockLimits?: ClockLimits
}

export interface WorldPeerOptions {
  readonly name?: string
  /**
   * Accepts no connection from outside; of two such peers a share can punch through (`punchShare`), and for those whose
   * kind is given the table in nat.ts says how often. @default true
   */
  readonly nat?: boolean | NatType
  /** Bytes a second. @default 12.5 MB/s up, 12.5 MB/s down */
  readonly up?: number
  readonly down?: number
  /** One way to the middle of the network. @default 10 */
  readonly latencyMs?: number
  /** Up to so much more for each packet. @default 0 */
  readonly jitterMs?: number
  /** Packets that get lost, as a share: what each of its connections reaches falls with its root. @default 0 */
  readonly lossShare?: number
  /** @default 0 */
  readonly skewMs?: number
  /** Every chunk it gives is wrong. @default false */
  readonly corrupt?: boolean
  /** Keeps whatever it is asked to. @default false */
  readonly keeper?: boolean
  /** Promises to keep and gives nothing back. @default false */
  readonly idle?: boolean
  /** Every page it gives is forged. @default false */
  readonly forging?: boolean
  readonly online?: boolean
  /** Knows the world's relays from its application. @default true */
  readonly knowsRelays?: boolean
  readonly peer?: Partial<Omit<PeerOptions, 'seed'>>
  /** Makes this peer's machines, for one that misbehaves. @default the world's */
  readonly createPeer?: WorldOptions['createPeer']
  /** What sealing, hashing and flushing cost it. @default 800 MB/s, 1000 MB/s, 0.5 ms */
  readonly speed?: Partial<StoreSpeed>
}

/** One payload at one peer. */
export interface VirtualTransfer {
  readonly payload: VirtualPayload
  /** Undefined while its peer does not run, and when the transfer is gone. */
  readonly snapshot: TransferSnapshot | undefined
  readonly done: boolean
  /** Sealed or fetched over the peer's whole life, crashes included. */
  readonly work: { readonly sealed: number, readonly kept: number }
  pause (): void
  resume (): void
  remove (): void
}

export interface WorldPeer extends VirtualHost {
  /** `hints: false` leaves our addresses and relays out of the reference. */
  /** With `copies` keepers are asked to hold so many, see `setKeepers`. */
  send (options: PayloadOptions & { hints?: boolean, until?: Until }): VirtualTransfer
  /** Keepers of its application, named in what it sends from then on. */
  setKeepers (keepers: readonly WorldPeer[]): void
  get (transfer: VirtualTransfer): VirtualTransfer
}

export interface World {
  readonly clock: VirtualClock
  readonly peers: readonly WorldPeer[]
  readonly trace: Trace
  readonly relays: readonly VirtualRelay[]
  readonly waku: VirtualWaku
  readonly nowMs: number
  peer (options?: WorldPeerOptions): WorldPeer
  /** Runs until the condition holds and gives the seconds it took; throws with what peers say when it takes longer. */
  runUntil (condition: () => boolean, limit: { readonly maxSeconds: number }): number
  runFor (seconds: number): void
  crash (peer: WorldPeer): void
  restart (peer: WorldPeer): void
  /** Ends connections between two peers, all or those of one path; both hear of it. */
  cut (a: WorldPeer, b: WorldPeer, path?: Path): void
  /** Lets connections between two peers fall silent without anybody hearing of it. */
  hush (a: WorldPeer, b: WorldPeer, path?: Path): void
  /** Keeps what two peers send each other until `release`, in order and without loss; dials hang meanwhile. */
  hold (a: WorldPeer, b: WorldPeer): void
  release (a: WorldPeer, b: WorldPeer): void
  /** Holds whatever goes from one group to another; peers of no group are a group of their own. */
  partition (groups: readonly (readonly WorldPeer[])[]): void
  /** Ends the partition and all holds; what waited arrives. */
  heal (): void
  /** Changes a peer's line from now on. */
  setLine (peer: WorldPeer, line: Partial<Pick<Site, 'up' | 'down' | 'latencyMs' | 'jitterMs' | 'lossShare'>>): void
  /** From now on pairs behind NAT do not punch through (or do again). */
  setPunching (possible: boolean): void
  setWaku (up: boolean): void
}

/** Peers that a failure is told of. */
const MAX_DESCRIBED = 8

/** Creates a world without peers. */
export function createWorld (options: WorldOptions): World {
  const random = createRandom(options.seed)
  const clock = createVirtualClock(undefined, options.clockLimits)
  const trace = createTrace((name, event) => options.onEvent?.(name, event, clock.nowMs))
  const network = createNetwork(clock, random.stream('network'))
  const relays = (options.relays ?? [{}]).map((relay, index) => createVirtualRelay(`relay-${index + 1}`, relay))
  const waku = createVirtualWaku(clock, random.stream('waku'), options.waku ?? {})
  const peers: WorldPeer[] = []
  const byId = new Map<PeerId, VirtualHost>()
  const pairs = new Map<string, boolean>()
  const nats = new Map<Dialable, NatType>()
  const tries = random.stream('punching')
  let punching = true
  let nextPayload = 1

  /** Decided once for each pair: NATs do not change their mind. */
  function punches (a: Dialable, b: Dialable): boolean {
    if (!punching) return false
    const key = [a.id('direct'), b.id('direct')].sort().join(' ')
    const [natA, natB] = [nats.get(a), nats.get(b)]
    const isKnown = natA !== undefined && natB !== undefined
    const chance = isKnown ? punchChance(natA, natB) : options.punchShare ?? 1
    const can = pairs.get(key) ?? random.stream(`nat ${key}`).next() < chance
    pairs.set(key, can)
    return can && (!isKnown || tries.next() < FIRST_TRY_SHARE)
  }

  const relayAt: HostWorld['relayAt'] = address => relays.find(relay => address.startsWith(relay.address))
  const dial = createDialler({
    network,
    random: random.stream('dials'),
    hangShare: options.hangShare ?? 0.15,
    relayAt,
    find: id => byId.get(id),
    punches,
  })

  function transferOf (host: VirtualHost, payload: VirtualPayload): VirtualTransfer {
    const record = host.store.of(payload)!
    return {
      payload,
      get snapshot () { return host.alive ? host.peer.snapshot(record.swarm) : undefined },
      get done () { return this.snapshot?.phase === 'done' },
      work: record.work,
      pause: () => host.emit({ type: 'pause', swarm: record.swarm }),
      resume: () => host.emit({ type: 'resume', swarm: record.swarm }),
      remove: () => host.emit({ type: 'remove', swarm: record.swarm }),
    }
  }

  function addPeer (given: WorldPeerOptions): WorldPeer {
    const name = given.name ?? `peer-${peers.length + 1}`
    const { nat = true, up = 12.5e6, down = 12.5e6, latencyMs = 10, online = true, jitterMs = 0, lossShare = 0 } = given
    const site: Site = { up, down, latencyMs, online, jitterMs, lossShare }
    network.attach(site)
    const shared: HostWorld = {
      clock, trace, waku, dial, relays, relayAt,
      observer: options.observer ?? {},
      wrapStore: options.wrapStore ?? (store => store),
      sliceBytes: options.sliceBytes ?? SLICE_BYTES,
      createPeer: seed => (given.createPeer ?? options.createPeer)(
        { seed, uploadBytesPerSecond: null, downloadBytesPerSecond: null, maxActive: 16, ...given.peer }
      ),
    }
    const host = createVirtualHost(shared, {
      name,
      site,
      hasNat: nat !== false && nat !== 'open',
      skewMs: given.skewMs ?? 0,
      speed: { sealBytesPerSecond: 800e6, checkBytesPerSecond: 1000e6, flushMs: 0.5, ...given.speed },
      random: random.stream(`peer ${name}`),
      relays: given.knowsRelays ?? true ? relays.map(({ address }) => address) : [],
      corrupt: given.corrupt ?? false,
      forging: given.forging ?? false,
      keeper: given.keeper ?? false,
      idle: given.idle ?? false,
    })
    let keepers: readonly WorldPeer[] = []
    const hintsOf = (named: readonly WorldPeer[], privacy: PrivacyClass): Hint[] =>
      named.map(it => ({ peer: it.id(privacy), addresses: it.addresses(privacy) }))
    const peer = Object.defineProperties(host, Object.getOwnPropertyDescriptors({
      setKeepers (named: readonly WorldPeer[]) {
        keepers = named
        for (const privacy of ['direct', 'relayed'] as const) {
          host.emit({ type: 'set-keepers', privacy, keepers: hintsOf(named, privacy) })
        }
      },
      send ({ hints = true, until = 'received', ...wish }: Parameters<WorldPeer['send']>[0]) {
        const privacy = wish.privacy ?? 'direct'
        const addresses = host.addresses(privacy)
        const own = hints && addresses.length > 0 ? [{ peer: host.id(privacy), addresses }] : []
        const known = [...own, ...hintsOf(keepers, privacy)]
        const payload = createPayload(nextPayload++, wish, known, hints ? relays.map(({ address }) => address) : [])
        const { reference } = payload
        const path: SourceRef = { kind: 'path', path: `/payload-${payload.id}` }
        const policy = wish.copies === undefined ? {} : { policy: { need: 1, of: wish.copies } }
        const source: SourceRef = wish.bytesPerSecond === undefined ? path : { kind: 'stream' }
        host.add(payload, { role: 'send', reference, authorSecret: reference.author, source, until, ...policy })
        return transferOf(host, payload)
      },
      get ({ payload }: VirtualTransfer) {
        host.add(payload, { role: 'get', reference: payload.reference, target: { kind: 'store' } })
        return transferOf(host, payload)
      },
    })) as WorldPeer
    peers.push(peer)
    if (typeof nat === 'string') nats.set(peer, nat)
    for (const privacy of ['direct', 'relayed'] as const) byId.set(host.id(privacy), host)
    return peer
  }

  function between (a: WorldPeer, b: WorldPeer, path?: Path): Wire[] {
    const connections = connectionsBetween(a, b)
    const ofPath = connections.filter(({ kind }) => (kind === 'circuit' ? 'relayed' : 'direct') === path)
    return (path === undefined ? connections : ofPath).map(({ wire }) => wire)
  }

  function describe (): string {
    return peers.slice(0, MAX_DESCRIBED).map(peer => {
      const connections = [...peer.link.connections.values()].map(({ peer: other, kind }) => `${other} (${kind})`)
      const snapshots = peer.store.stored().map(({ swarm }) => JSON.stringify(peer.peer.snapshot(swarm)))
      return [`${peer.name}: ${connections.join(', ')}`, ...(peer.alive ? snapshots : ['not running'])].join('\n  ')
    }).join('\n')
  }

  return {
    clock,
    peers,
    trace,
    relays,
    waku,
    get nowMs () { return clock.nowMs },
    peer: (given = {}) => addPeer(given),
    runUntil (condition, { maxSeconds }) {
      const from = clock.nowMs
      const until = from + maxSeconds * 1000
      while (!condition()) {
        if (!clock.step(until)) throw new Error(
          `not within ${maxSeconds} s of virtual time (seed ${options.seed})\n${describe()}`
        )
      }
      return (clock.nowMs - from) / 1000
    },
    runFor (seconds) { clock.runTo(clock.nowMs + seconds * 1000) },
    crash: peer => peer.crash(),
    restart: peer => peer.restart(),
    cut (a, b, path) { for (const wire of between(a, b, path)) wire.sever() },
    hush (a, b, path) { for (const wire of between(a, b, path)) wire.silence() },
    hold: (a, b) => network.hold(a.site, b.site),
    release: (a, b) => network.release(a.site, b.site),
    partition: groups => network.partition(groups.map(group => group.map(({ site }) => site))),
    heal: () => network.heal(),
    setLine: (peer, line) => void Object.assign(peer.site, line),
    setPunching (possible) { punching = possible },
    setWaku: up => waku.setUp(up),
  }
}
