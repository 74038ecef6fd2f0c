/**
 * One peer driven by hand: every event and every millisecond is the test's. The machines that find connections are
 * stand-ins that record what they were asked; connections and channels appear when the test says so.
 */
import {
  chanNo, chunkNo, connNo, pageNo, swarmNo,
  type Address, type ChanNo, type ConnNo, type Instant, type PeerId, type SwarmNo,
} from '../ids.ts'
import { CHUNK_BYTES, MAX_WINDOW_BYTES } from '../limits.ts'
import type { Effect } from '../machines/effect.ts'
import type { Event } from '../machines/event.ts'
import type { Connection, ConnectorOptions, PeerParts, SignalDeskOptions } from '../machines/parts.ts'
import { createPeer } from '../machines/peer.ts'
import type { Peer, PeerOptions, TransferSnapshot } from '../machines/peer-types.ts'
import type { StoredTransfer, TransferInit, Until } from '../ports.ts'
import type { ControlFrame } from '../pure/frame.ts'
import type { HeldPayload } from '../pure/held-payload.ts'
import type { Head, PageSummary } from '../pure/page.ts'
import type { Hint, Reference } from '../pure/reference.ts'

/** The swarm of every driven transfer, unless told otherwise. */
export const SWARM = swarmNo(1)

export interface ConnectOptions {
  readonly path?: 'direct' | 'relayed'
  readonly dialled?: boolean
  readonly windowMaxBytes?: number
}

export interface JoinOptions { readonly by?: 'us' | 'them', readonly conn?: ConnNo, readonly swarm?: SwarmNo }

export interface PeerDriver {
  readonly peer: Peer
  now: Instant
  /** Calls to the stand-ins, oldest first: `want p1`, `seek`, `offer p2`... */
  readonly calls: string[]
  /** Whom the connector has seen in every swarm lately. */
  readonly seen: Hint[]
  readonly connectorOptions: ConnectorOptions
  readonly deskOptions: SignalDeskOptions
  /** One event; its effects. */
  send (event: Event): Effect[]
  /** Lets time pass, ticking whenever the peer asks for it; the effects of all ticks. */
  pass (ms: number): Effect[]
  /** A connection comes up. */
  connect (peer: PeerId, options?: ConnectOptions): ConnNo
  /** A member proves itself on a connection of its own. */
  join (peer: PeerId, options?: JoinOptions): ChanNo
  /** The effects of that member's joining. */
  readonly joinEffects: readonly Effect[]
  frame (chan: ChanNo, frame: ControlFrame): Effect[]
  add (transfer?: Partial<StoredTransfer>): Effect[]
  snapshot (swarm?: SwarmNo): TransferSnapshot
}

/** Creates a peer that knows its id, `me`. */
export function drivePeer (options: Partial<PeerOptions> = {}): PeerDriver {
  const calls: string[] = []
  const seen: Hint[] = []
  const connections = new Map<ConnNo, Connection>()
  let connectorOptions: ConnectorOptions | undefined
  let deskOptions: SignalDeskOptions | undefined
  let conns = 0
  let chans = 0
  let joinEffects: readonly Effect[] = []
  const wanted = new Map<string, SwarmNo>()

  const parts: PeerParts = {
    connector: (given) => {
      connectorOptions = given
      return {
        want (swarm, _privacy, hints, source) {
          for (const { peer } of hints) {
            calls.push(`want ${peer} ${source}`)
            wanted.set(peer, swarm)
          }
        },
        setDialling: () => undefined,
        forget: () => { calls.push('forget') },
        failed: (peer) => { calls.push(`failed ${peer}`) },
        moved: (conn) => { calls.push(`moved ${conn}`) },
        silent: (conn) => { calls.push(`silent ${conn}`) },
        handle (event, now, out) {
          if (event.type === 'conn-up') {
            connections.set(event.conn, event)
            given.onReady(event, now, out)
          } else if (event.type === 'conn-down') connections.delete(event.conn)
        },
        connections: () => [...connections.values()],
        open: () => [...connections.values()],
        wantedOn (conn) {
          const swarm = wanted.get(connections.get(conn)?.peer ?? '')
          return swarm === undefined ? [] : [swarm]
        },
        members: (_swarm, limit) => seen.slice(0, limit),
        dialling: () => false,
        deadline: () => Infinity,
      }
    },
    relayTender: () => ({
      setRelays: () => undefined,
      learn: (relay) => { calls.push(`learn ${relay}`) },
      need: () => undefined,
      addresses: () => [],
      trusts: () => true,
      working: () => [],
      handle: () => undefined,
      deadline: () => Infinity,
    }),
    signalDesk: (given) => {
      deskOptions = given
      return {
        activate: () => { calls.push('activate') },
        deactivate: () => { calls.push('deactivate') },
        seek: () => { calls.push('seek') },
        stopSeeking: () => { calls.push('stop seeking') },
        offer: (_swarm, seek) => { calls.push(`offer ${seek.from.peer}`) },
        tellHolders: (_swarm, holders) => { calls.push(`holders ${holders.map(({ peer }) => peer).join(' ')}`) },
        answered: () => undefined,
        handle: () => undefined,
        sent: () => 0,
        deadline: () => Infinity,
      }
    },
  }
  const unlimited = { seed: 1, uploadBytesPerSecond: null, downloadBytesPerSecond: null, maxActive: 16 }
  const peer = createPeer({ ...unlimited, ...options }, parts)

  const driver: PeerDriver = {
    peer,
    now: { mono: 1000, wall: 1_700_000_000_000 },
    calls,
    seen,
    get connectorOptions () { return connectorOptions! },
    get deskOptions () { return deskOptions! },
    get joinEffects () { return joinEffects },
    send (event) {
      const out: Effect[] = []
      peer.handle(event, driver.now, out)
      return out
    },
    pass (ms) {
      const out: Effect[] = []
      const until = driver.now.mono + ms
      for (let ticks = 0; ; ticks++) {
        if (ticks > 100_000) throw new Error('time stands still')
        const at = peer.nextDeadline()
        const step = Math.max(driver.now.mono, Math.min(until, at))
        driver.now = { mono: step, wall: driver.now.wall + step - driver.now.mono }
        if (at > until) return out
        peer.handle({ type: 'tick' }, driver.now, out)
      }
    },
    connect (name, { path = 'direct', dialled = false, windowMaxBytes = MAX_WINDOW_BYTES } = {}) {
      const conn = connNo(++conns)
      const address: Address = `/memory/${name}`
      driver.send({ type: 'conn-up', conn, privacy: 'direct', peer: name, path, dialled, windowMaxBytes, address })
      return conn
    },
    join (name, { by = 'them', conn = driver.connect(name), swarm = SWARM } = {}) {
      const chan = chanNo(++chans)
      joinEffects = driver.send({ type: 'joined', conn, chan, swarm, by })
      return chan
    },
    frame: (chan, frame) => driver.send({ type: 'frame', chan, frame }),
    add: (transfer = {}) => driver.send({ type: 'add', transfer: storedTransfer(transfer), bucket: 0 }),
    snapshot: (swarm = SWARM) => peer.snapshot(swarm)!,
  }
  driver.send({ type: 'self', privacy: 'direct', peer: 'me', addresses: [] })
  return driver
}

export const testReference: Reference = {
  version: 1, kind: 'file', privacy: 'direct',
  secret: new Uint8Array(32), author: new Uint8Array(32), hints: [], relays: [],
}

/** A getter, unless `init` says otherwise. */
function storedTransfer (given: Partial<StoredTransfer> = {}): StoredTransfer {
  return {
    swarm: SWARM, init: getInit(), pages: [], sealedChunks: 0, sealedLast: false, have: new Uint8Array(0),
    parityStripes: 0, receipts: 0, paused: false, state: 'active', resumedBytes: 0, ...given,
  }
}

export const getInit = (reference: Partial<Reference> = {}): TransferInit =>
  ({ role: 'get', reference: { ...testReference, ...reference }, target: { kind: 'store' } })

/** A holder that cannot read; `columns` empty: it chooses. */
export const holdInit = (columns: readonly number[] = [0], payload: Partial<HeldPayload> = {}): TransferInit => ({
  role: 'hold', columns,
  payload: {
    swarmKey: new Uint8Array(32), author: new Uint8Array(32), privacy: 'direct', kind: 'file', hints: [], relays: [],
    ...payload,
  },
})

export const sendInit = (until: Until = 'received', kind: 'path' | 'stream' = 'path'): TransferInit => ({
  role: 'send', reference: testReference, authorSecret: new Uint8Array(32), until,
  source: kind === 'path' ? { kind, path: '/file' } : { kind },
})

/** Pages with so many chunks each; the last one is final. */
export function pagesOf (counts: readonly number[], { final = true, receiptKeys = 1 } = {}): PageSummary[] {
  let first = 0
  return counts.map((count, i) => {
    const page: PageSummary = {
      page: pageNo(i), first: chunkNo(first), count, final: final && i === counts.length - 1, chunkBytes: CHUNK_BYTES,
      plainOffset: first * (CHUNK_BYTES - 20), ...(i === 0 && { receiptKeys }),
    }
    first += count
    return page
  })
}

/** The head over a page; `fork` makes another for the same number. */
export function headOf (page: number, final = false, fork = 0): Head {
  const digest = new Uint8Array(32).fill(page + 1 + fork * 100)
  return { page: pageNo(page), digest, final, signature: new Uint8Array(64) }
}

/** Bits of chunks 0 to `count - 1`. */
export function haveBits (count: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(count / 8))
  for (let chunk = 0; chunk < count; chunk++) bits[chunk >> 3]! |= 0x80 >> (chunk & 7)
  return bits
}

type EffectOf<Type extends Effect['type']> = Extract<Effect, { type: Type }>
type FrameOf<Type extends ControlFrame['type']> = Extract<ControlFrame, { type: Type }>

/** Effects of one type. */
export function ofType<Type extends Effect['type']> (effects: readonly Effect[], type: Type): EffectOf<Type>[] {
  return effects.filter((effect): effect is EffectOf<Type> => effect.type === type)
}

/** Frames of one type among effects, with their channel. */
export function framesOf<Type extends ControlFrame['type']> (
  effects: readonly Effect[], type: Type, chan?: ChanNo
): FrameOf<Type>[] {
  return ofType(effects, 'frame').filter((effect) => chan === undefined || effect.chan === chan)
    .map(({ frame }) => frame).filter((frame): frame is FrameOf<Type> => frame.type === type)
}

/** Chunks asked for by effects, in order. */
export function askedFor (effects: readonly Effect[], chan?: ChanNo): number[] {
  return framesOf(effects, 'request', chan).flatMap(({ items }) => items.map(({ chunk }) => chunk))
}
