/** All Passel streams of one node: numbers them and their channels, and leads each call of the port to its place. */
import { chanNo, connNo, type Address, type ChanNo, type ConnNo, type Path, type PeerId } from '../../../ids.ts'
import { MAX_POOLED_BUFFERS } from '../../../limits.ts'
import type { LinkPort } from '../../../ports.ts'
import { createBufferPool } from './buffer-pool.ts'
import type { Channel } from './channel.ts'
import { createGather } from './gather.ts'
import { createHub, type HubOptions } from './hub.ts'
import { createProbes } from './probes.ts'
import { createPump, type Pump } from './pump.ts'
import type { Violation } from './violation.ts'
import type { Wire, WireListener } from './wire.ts'

/** The other end of a stream that just opened. */
export interface FarEnd {
  readonly peer: PeerId
  /** Multihash bytes of its id. */
  readonly id: Uint8Array
  readonly path: Path
  /** A relay told that it will cut the connection after some bytes or time. */
  readonly limited: boolean
  /** Whether we dialled the connection. */
  readonly dialled: boolean
  readonly windowMaxBytes: number
  readonly address: Address
}

/** The part of a link port that is the same over any wire. */
export interface Links extends Omit<
  LinkPort, 'self' | 'addresses' | 'dial' | 'deposit' | 'reserve' | 'unreserve' | 'close'
> {
  /** Takes over an open stream and says `connUp`; what the wire tells goes to what this returns. */
  attach (wire: Wire, far: FarEnd, onDown: () => void): WireListener
  /** What peers did wrong so far, by kind. */
  readonly violations: ReadonlyMap<Violation, number>
  count (what: Violation): void
  /** Hangs up on everybody. */
  close (): void
}

export function createLinks (options: HubOptions): Links {
  const hub = createHub(options)
  const pool = createBufferPool(MAX_POOLED_BUFFERS)
  const gather = createGather(pool)
  const probes = createProbes(options.system)
  const pumps = new Map<ConnNo, Pump>()
  const channels = new Map<ChanNo, { readonly channel: Channel, readonly pump: Pump }>()
  let nextConn = 0
  let nextChan = 0

  /** Machines may still speak of a channel whose end they have not heard of. */
  function on (chan: ChanNo, work: (pump: Pump, channel: Channel) => void): void {
    const it = channels.get(chan)
    if (it !== undefined) work(it.pump, it.channel)
  }

  return {
    violations: hub.violations,
    count: (what) => hub.count(what),
    attach (wire, far, onDown) {
      const conn = connNo(nextConn++)
      const pump = createPump({
        hub,
        gather,
        probes,
        wire,
        conn,
        farId: far.id,
        limited: far.limited,
        dialled: far.dialled,
        nextChan: () => chanNo(nextChan++),
        opened: (channel) => { channels.set(channel.chan, { channel, pump }) },
        closed: (channel) => {
          channels.delete(channel.chan)
          probes.drop(channel.chan)
        },
        down: () => {
          pumps.delete(conn)
          onDown()
        },
      })
      pumps.set(conn, pump)
      options.listener.connUp(conn, far.peer, far.path, far.dialled, far.windowMaxBytes, far.address)
      return pump
    },
    admit: (keys) => hub.admit(keys),
    dismiss (swarm) {
      hub.dismiss(swarm)
      for (const pump of pumps.values()) pump.dismiss(swarm)
      gather.dismiss(swarm)
    },
    hangUp: (conn) => pumps.get(conn)?.hangUp(),
    join: (conn, swarm, opening = []) => {
      const pump = pumps.get(conn)
      if (pump === undefined) options.listener.joinRefused(conn, swarm)
      else pump.join(swarm, opening)
    },
    leave: (chan, reason) => on(chan, (pump, channel) => pump.leave(channel, reason)),
    sendFrame: (chan, frame) => on(chan, (pump, channel) => pump.sendFrame(channel, frame)),
    sendPage (chan, head, page) {
      on(chan, (pump, channel) => pump.outbox.frame(channel.number, { type: 'page', head }, page))
    },
    sendChunk (chan, chunk, offset, bytes) {
      const it = channels.get(chan)
      if (it === undefined) options.listener.chunkOut(chan, chunk, 0, 'closed')
      else it.pump.outbox.chunk(it.channel.number, chunk, offset, bytes)
    },
    abortSend: (chan, chunk) => on(chan, (pump, channel) => pump.outbox.abort(channel.number, chunk)),
    expect (chan, chunk, chunkBytes, alone) {
      on(chan, (_, { swarm }) => gather.expect(swarm, chan, chunk, chunkBytes, alone))
    },
    probe: async (chan, chunk, offset, length) => {
      const it = channels.get(chan)
      return it && await probes.start(it.channel, chunk, offset, length, () => {
        it.pump.sendFrame(it.channel, { type: 'request', items: [{ chunk, offset, length }] })
      })
    },
    drop: (swarm, chunk) => gather.drop(swarm, chunk),
    recycle: (buffer) => pool.give(buffer),
    close () {
      for (const pump of pumps.values()) pump.hangUp()
      hub.close()
    },
  }
}
