/**
 * The link of one virtual peer, both privacy classes: joins, frames and slices over wires that are up. It does to
 * events and effects what the libp2p adapter and its pump do, in the same order. Dialling is in dialler.ts.
 */
import {
  chanNo, type ChanNo, connNo, type ConnNo, type Effect, type LeaveReason, type PeerId, type PrivacyClass,
  type SendOutcome, type SwarmNo,
} from '@passel/core/machines'
import { MAX_WINDOW_BYTES, MAX_WINDOW_WEBRTC_BYTES, RELAYED_SLICE_BYTES } from '@passel/core/limits'
import type { Head, Hint } from '@passel/core/pure'
import { createAsking, type Deposited } from './asking.ts'
import { createAssembly, type Slice } from './assembly.ts'
import { frameBytes, pageFrameBytes, HANDSHAKE_BYTES } from './frame-bytes.ts'
import type { Channel, LinkHost, Route, VirtualConnection } from './link-types.ts'
import type { Packet, Wire } from './network-types.ts'
import type { VirtualPayload } from './payload.ts'

export interface VirtualLink {
  readonly connections: ReadonlyMap<ConnNo, VirtualConnection>
  /** Makes this side of a connection. */
  connect (privacy: PrivacyClass, route: Route, wire: Wire): VirtualConnection
  /** Does the effect if it is one for connections that are up. */
  run (effect: Effect): boolean
  /** Asks the peer of a connection to keep columns; `undefined` when it is gone before the answer. */
  deposit (peer: PeerId, payload: VirtualPayload, columns: readonly number[], from: Hint, done: Deposited): void
  /** Takes a chunk that came in whole: whether it has a wrong byte. */
  collect (swarm: SwarmNo, chunk: Slice['chunk']): boolean
  /** Forgets everything without a word, as a killed process does. */
  reset (): void
}

type SendChunk = Extract<Effect, { type: 'send-chunk' }>
type ChunkOut = (sentBytes: number, outcome: SendOutcome | 'missing') => void
interface SlicePacket extends Packet { readonly slice: Slice }
interface SliceTag { readonly chan: ChanNo, readonly chunk: Slice['chunk'] }

/** Creates a link without connections. */
export function createVirtualLink (host: LinkHost): VirtualLink {
  const connections = new Map<ConnNo, VirtualConnection>()
  const channels = new Map<ChanNo, Channel>()
  let assembly = createAssembly()
  let nextConn = 1
  let nextChan = 1

  function connect (privacy: PrivacyClass, route: Route, wire: Wire): VirtualConnection {
    const { peer, kind, dialled, address } = route
    const connection: VirtualConnection = {
      no: connNo(nextConn++),
      privacy,
      peer,
      kind,
      wire,
      host,
      channels: new Map(),
      other: undefined as unknown as VirtualConnection,
      announce () {
        connections.set(connection.no, connection)
        host.emit({
          type: 'conn-up',
          conn: connection.no,
          privacy,
          peer,
          path: kind === 'circuit' ? 'relayed' : 'direct',
          dialled,
          windowMaxBytes: kind === 'webrtc' ? MAX_WINDOW_WEBRTC_BYTES : MAX_WINDOW_BYTES,
          address,
        })
      },
      opened (payload, by) {
        const swarm = host.store.of(payload)?.swarm
        if (swarm === undefined || connection.channels.has(payload) || !connections.has(connection.no)) return
        const chan = chanNo(nextChan++)
        connection.channels.set(payload, chan)
        channels.set(chan, { no: chan, payload, swarm, connection })
        host.emit({ type: 'joined', conn: connection.no, chan, swarm, by })
      },
      left (payload, reason) {
        const chan = connection.channels.get(payload)
        if (chan === undefined) return
        connection.channels.delete(payload)
        channels.delete(chan)
        host.emit({ type: 'left', chan, reason })
        wire.withdraw(tag => (tag as SliceTag).chan === chan)
      },
      slice: (payload, slice) => host.arrive(() => {
        const chan = connection.channels.get(payload)
        const swarm = chan === undefined ? undefined : channels.get(chan)?.swarm
        if (chan === undefined || swarm === undefined) return
        const { senders, ...taken } = assembly.take(swarm, chan, slice)
        host.emit({ type: 'bytes-in', chan, chunk: slice.chunk, ...taken })
        if (senders !== undefined) host.emit({ type: 'chunk-in', swarm, chunk: slice.chunk, senders })
      }),
      down () {
        if (!connections.delete(connection.no)) return
        for (const payload of connection.channels.keys()) connection.left(payload, 'closed')
        host.emit({ type: 'conn-down', conn: connection.no })
      },
    }
    return connection
  }

  /** Name and nonce; the listener's nonce; the dialler's proof; the listener's. */
  function join (conn: ConnNo, swarm: SwarmNo): void {
    const here = connections.get(conn)
    const payload = host.store.record(swarm)?.payload
    if (here === undefined || payload === undefined) return
    const say = (from: VirtualConnection, then: () => void): void => from.wire.send(
      { bytes: HANDSHAKE_BYTES, deliver: then }, true
    )
    const there = here.other
    say(here, () => say(there, () => say(here, () => {
      if (there.privacy === payload.privacy && there.host.store.of(payload) !== undefined) {
        // The listener's proof goes first, then whatever it says once it has joined.
        say(there, () => here.opened(payload, 'us'))
        there.opened(payload, 'them')
      } else {
        const refuse = (): void => say(there, () => host.emit({ type: 'join-refused', conn, swarm }))
        there.host.later(there.host.refusalMs(), refuse)
      }
    })))
  }

  function leave (chan: ChanNo, reason: LeaveReason): void {
    const channel = channels.get(chan)
    if (channel === undefined) return
    const { connection, payload } = channel
    connection.wire.send({ bytes: HANDSHAKE_BYTES, deliver: () => connection.other.left(payload, reason) }, true)
    connection.left(payload, reason)
    if (reason === 'violation') connection.wire.close()
  }

  /** Sends to the other end of the channel; `receive` runs there if that end is still open. */
  function tell (
    channel: Channel, bytes: number, receive: (there: VirtualConnection, theirs: ChanNo) => void
  ): void {
    const { connection, payload } = channel
    connection.wire.send({
      bytes,
      deliver: () => {
        const there = connection.other
        const theirs = there.channels.get(payload)
        if (theirs !== undefined) receive(there, theirs)
      },
    }, true)
  }

  const asking = createAsking({ host, connections, tell })

  function sendPage (channel: Channel, number: number): void {
    const page = channel.payload.pages[number]
    if (page === undefined) return
    const head: Head = host.forging ? { ...page.head, digest: page.head.digest.map(byte => byte ^ 1) } : page.head
    tell(channel, pageFrameBytes(page.summary.count), (there, chan) => there.host.emit({ type: 'page-in', chan, head }))
  }

  function sendChunk (effect: SendChunk): void {
    const { chan, chunk } = effect
    const channel = channels.get(chan)
    const out: ChunkOut = (sentBytes, outcome) => host.emit({ type: 'chunk-out', chan, chunk, sentBytes, outcome })
    if (channel === undefined) return out(0, 'closed')
    host.store.read(channel.swarm, chunk, there => {
      if (!there) return out(0, 'missing')
      if (channels.get(chan) === undefined) return out(0, 'closed')
      sendSlices(channel, effect, out)
    })
  }

  function sendSlices (channel: Channel, { chunk, offset, length }: SendChunk, out: ChunkOut): void {
    const { connection, payload, no } = channel
    const corrupt = host.corrupt
    const sliceBytes = connection.kind === 'circuit' ? RELAYED_SLICE_BYTES : host.sliceBytes
    const tag: SliceTag = { chan: no, chunk }
    let sentBytes = 0
    let told = false

    function sent (this: SlicePacket): void {
      sentBytes += this.slice.bytes
      if (sentBytes === length) out(sentBytes, 'sent')
    }
    function dropped (): void {
      if (told) return
      told = true
      out(sentBytes, channels.has(no) ? 'aborted' : 'closed')
    }
    function deliver (this: SlicePacket): void {
      connection.other.slice(payload, this.slice)
    }

    for (let from = offset; from < offset + length; from += sliceBytes) {
      const slice: Slice = { chunk, offset: from, bytes: Math.min(sliceBytes, offset + length - from), corrupt }
      const packet: SlicePacket = { bytes: slice.bytes + 16, slice, tag, sent, dropped, deliver }
      connection.wire.send(packet, false)
    }
  }

  return {
    connections,
    connect,
    run (effect) {
      const channel = 'chan' in effect ? channels.get(effect.chan) : undefined
      switch (effect.type) {
        case 'hang-up': connections.get(effect.conn)?.wire.close(); return true
        case 'join': join(effect.conn, effect.swarm); return true
        case 'leave': leave(effect.chan, effect.reason); return true
        case 'frame': {
          const { frame } = effect
          if (channel === undefined) return true
          tell(channel, frameBytes(frame), (there, chan) => there.host.emit({ type: 'frame', chan, frame }))
          return true
        }
        case 'probe': asking.probe(effect, channels.get(effect.chan)); return true
        case 'send-page': if (channel !== undefined) sendPage(channel, effect.page); return true
        case 'send-chunk': sendChunk(effect); return true
        case 'abort-send': {
          const { chan, chunk } = effect
          channel?.connection.wire.withdraw(tag => (tag as SliceTag).chan === chan && (tag as SliceTag).chunk === chunk)
          return true
        }
        case 'expect': {
          const { chan, chunk, chunkBytes, alone } = effect
          if (channel !== undefined) assembly.expect(channel.swarm, chan, chunk, chunkBytes, alone)
          return true
        }
        case 'drop': assembly.drop(effect.swarm, effect.chunk); return true
        default: return false
      }
    },
    deposit: asking.deposit,
    collect: (swarm, chunk) => assembly.collect(swarm, chunk),
    reset () {
      connections.clear()
      channels.clear()
      assembly = createAssembly()
    },
  }
}
