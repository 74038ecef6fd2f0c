/**
 * Connections and channels that are up, by their numbers. Whatever ends them, a swarm hears of it exactly once. The
 * channels of one connection take turns in asking, so that its window is shared.
 */
import type { ChanNo, ConnNo, Instant, SwarmNo } from '../ids.ts'
import type { LeaveReason } from '../ports.ts'
import { createChannel, type Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import { createFlow, type Flow } from './flow.ts'
import type { Connection } from './parts.ts'

export interface Links {
  readonly flows: ReadonlyMap<ConnNo, Flow>
  readonly channels: ReadonlyMap<ChanNo, Channel>
  /** The channels of a connection, the one that may ask next first. */
  on (flow: Flow): readonly Channel[]
  up (connection: Connection, now: Instant): void
  /** The connection ended, and with it its channels. */
  down (conn: ConnNo, now: Instant, out: Effect[]): void
  /** A proven channel; undefined when its connection is unknown. */
  open (chan: ChanNo, conn: ConnNo, swarm: SwarmNo, now: Instant): Channel | undefined
  /** The other side ended a channel, or its connection did. */
  left (chan: ChanNo, reason: LeaveReason | 'closed', now: Instant, out: Effect[]): void
  /** We end a channel; `violation` ends the connection too. */
  leave (channel: Channel, reason: LeaveReason, now: Instant, out: Effect[]): void
  /** Lets the connection's channels ask for as much as there is room. */
  fill (flow: Flow, now: Instant, out: Effect[]): void
}

export interface LinksOptions {
  /** Asks for at most so many chunks on a channel; how many it asked for. */
  readonly ask: (channel: Channel, most: number, now: Instant, out: Effect[]) => number
  readonly onLeft: (channel: Channel, reason: LeaveReason | 'closed', now: Instant, out: Effect[]) => void
}

/** Chunks a channel asks for before the next one of its connection may. */
const TURN_CHUNKS = 4
/** Part of a large window that must be free before anything is asked: fewer, larger request frames. */
const FILL_BELOW = 0.8
const LARGE_WINDOW_BYTES = 4 * 1024 * 1024

/** Creates links without connections. */
export function createLinks ({ ask, onLeft }: LinksOptions): Links {
  const flows = new Map<ConnNo, Flow>()
  const channels = new Map<ChanNo, Channel>()
  const lines = new Map<Flow, Channel[]>()

  function close (channel: Channel, reason: LeaveReason | 'closed', now: Instant, out: Effect[]): void {
    if (!channels.delete(channel.chan)) return
    const siblings = lines.get(channel.flow) ?? []
    siblings.splice(siblings.indexOf(channel), 1)
    onLeft(channel, reason, now, out)
  }

  function fillSeveral (line: Channel[], now: Instant, out: Effect[]): void {
    for (let idle = 0; idle < line.length;) {
      const channel = line.shift()!
      line.push(channel)
      idle = ask(channel, TURN_CHUNKS, now, out) > 0 ? 0 : idle + 1
    }
  }

  return {
    flows,
    channels,
    on: (flow) => lines.get(flow) ?? [],
    up (connection, now) {
      if (flows.has(connection.conn)) return
      const flow = createFlow(connection, now.mono)
      flows.set(connection.conn, flow)
      lines.set(flow, [])
    },
    down (conn, now, out) {
      const flow = flows.get(conn)
      if (flow === undefined) return
      flows.delete(conn)
      const ended = [...lines.get(flow) ?? []]
      for (const channel of ended) close(channel, 'closed', now, out)
      lines.delete(flow)
    },
    open (chan, conn, swarm, now) {
      const flow = flows.get(conn)
      if (flow === undefined || channels.has(chan)) return undefined
      const channel = createChannel(chan, swarm, flow, now.mono)
      lines.get(flow)?.push(channel)
      channels.set(chan, channel)
      return channel
    },
    left (chan, reason, now, out) {
      const channel = channels.get(chan)
      if (channel !== undefined) close(channel, reason, now, out)
    },
    leave (channel, reason, now, out) {
      if (!channels.has(channel.chan)) return
      out.push({ type: 'leave', chan: channel.chan, reason })
      close(channel, reason, now, out)
    },
    fill (flow, now, out) {
      if (flow.windowBytes >= LARGE_WINDOW_BYTES && flow.inFlight > flow.windowBytes * FILL_BELOW) return
      const line = lines.get(flow)
      if (line?.length === 1) ask(line[0]!, Infinity, now, out)
      else if (line !== undefined) fillSeveral(line, now, out)
    },
  }
}
