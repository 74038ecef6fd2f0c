/**
 * One Passel stream: frames of many channels over one wire. It ends once, for whatever reason, and then says so in
 * this order: chunks that did not leave, channels, the connection.
 */
import type { ChanNo, ConnNo, SwarmNo } from '../../../ids.ts'
import { PasselError } from '../../../errors.ts'
import { QUICK_SLICES, RELAYED_SLICE_BYTES, SLICE_BYTES } from '../../../limits.ts'
import type { LeaveReason } from '../../../ports.ts'
import { concat, sameBytes } from '../../../pure/bytes.ts'
import type { CloseReason, ControlFrame, OpeningFrame } from '../../../pure/frame.ts'
import { encodeFrame } from '../../../pure/frame-codec.ts'
import type { Channel } from './channel.ts'
import type { Gather } from './gather.ts'
import type { Hub } from './hub.ts'
import { createInbox } from './inbox.ts'
import { createJoins } from './joins.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import type { Probes } from './probes.ts'
import type { Violation } from './violation.ts'
import type { Wire, WireListener } from './wire.ts'

export interface PumpOptions {
  readonly hub: Hub
  readonly gather: Gather
  readonly probes: Probes
  readonly wire: Wire
  readonly conn: ConnNo
  /** Multihash bytes of the other side's id. */
  readonly farId: Uint8Array
  /** A relay told that it will cut the connection after some bytes or time. */
  readonly limited: boolean
  /** Whether we dialled the connection. */
  readonly dialled: boolean
  /** A number for a channel just proven. */
  readonly nextChan: () => ChanNo
  readonly opened: (channel: Channel) => void
  readonly closed: (channel: Channel) => void
  readonly down: () => void
}

export interface Pump extends WireListener {
  readonly outbox: Outbox
  /** See `LinkPort.join`. */
  join (swarm: SwarmNo, opening: readonly OpeningFrame[]): void
  sendFrame (channel: Channel, frame: ControlFrame): void
  leave (channel: Channel, reason: LeaveReason): void
  /** Leaves a swarm, or stops trying to join it. */
  dismiss (swarm: SwarmNo): void
  hangUp (): void
  violate (what: Violation): void
}

export function createPump (options: PumpOptions): Pump {
  const { hub, gather, probes, wire, conn, farId, limited, dialled } = options
  const { listener } = hub
  const byNumber = new Map<number, Channel>()
  const bySwarm = new Map<SwarmNo, Channel>()
  let over = false
  /** Asked for on the channel that is being told of, before it was proven. */
  let asked: readonly OpeningFrame[] = []

  const outbox = createOutbox({
    wire,
    system: hub.system,
    // A relay that cuts after so many bytes lets whole slices through, so small ones waste less of what it gives. Over
    // any other they halve the rate.
    sliceBytes: limited ? RELAYED_SLICE_BYTES : SLICE_BYTES,
    quickSlices: limited ? 1 : QUICK_SLICES,
    out: (number, chunk, sentBytes, outcome) => {
      const channel = byNumber.get(number)
      if (channel !== undefined) listener.chunkOut(channel.chan, chunk, sentBytes, outcome)
    },
    stalled: () => violate('reader-stopped'),
  })
  const joins = createJoins({
    hub,
    farId,
    dialled,
    send: (number, frame) => outbox.frame(number, frame),
    joined: (number, swarm, by, opening) => {
      const channel = { chan: options.nextChan(), number, conn, swarm }
      byNumber.set(number, channel)
      bySwarm.set(swarm, channel)
      options.opened(channel)
      asked = opening
      listener.joined(conn, channel.chan, swarm, by)
      asked = []
    },
    refused: (swarm) => listener.joinRefused(conn, swarm),
    violate,
    proven: bySwarm,
  })
  const inbox = createInbox({
    listener,
    gather,
    probes,
    joins,
    channel: (number) => byNumber.get(number),
    closed: (channel, reason) => part(channel, heard(reason)),
    violate,
  })

  /** A channel ends; its chunks that wait are not sent. */
  function part (channel: Channel, reason: LeaveReason | 'closed'): void {
    outbox.drop(channel.number, reason === 'closed' ? 'closed' : 'aborted')
    byNumber.delete(channel.number)
    bySwarm.delete(channel.swarm)
    options.closed(channel)
    listener.left(channel.chan, reason)
  }

  function violate (what: Violation): void {
    if (over) return
    hub.count(what)
    wire.abort(what)
    end()
  }

  function end (): void {
    if (over) return
    over = true
    joins.close()
    inbox.close()
    outbox.close()
    for (const channel of byNumber.values()) part(channel, 'closed')
    options.down()
    listener.connDown(conn)
  }

  /** What comes from outside must not end in an exception that nobody handles: libp2p rethrows it to the process. */
  function guarded (work: () => void): void {
    if (over) return
    try {
      work()
    } catch (error) {
      if (error instanceof PasselError && error.code === 'frame-malformed') return violate('frame-malformed')
      hub.trouble(error)
      violate('internal')
    }
  }

  const pump: Pump = {
    outbox,
    data: (bytes) => guarded(() => inbox.read(bytes)),
    drained: () => guarded(() => outbox.drained()),
    ended: () => guarded(end),
    join: (swarm, opening) => joins.start(swarm, opening),
    sendFrame (channel, frame) {
      if (!asked.some((each) => sameFrame(each, frame))) outbox.frame(channel.number, frame)
    },
    leave (channel, reason) {
      outbox.frame(channel.number, { type: 'close', reason })
      part(channel, reason)
      if (reason === 'violation') violate('blamed')
    },
    dismiss (swarm) {
      joins.dismiss(swarm)
      const channel = bySwarm.get(swarm)
      if (channel !== undefined) pump.leave(channel, 'done')
    },
    hangUp () {
      if (over) return
      wire.close()
      end()
    },
    violate,
  }
  return pump
}

function sameFrame (a: ControlFrame, b: ControlFrame): boolean {
  return a.type === b.type && sameBytes(concat(...encodeFrame(0, a)), concat(...encodeFrame(0, b)))
}

/** `refused` belongs to the handshake; on a proven channel it means no more than that they are done. */
function heard (reason: CloseReason): LeaveReason {
  return reason === 'refused' ? 'done' : reason
}
