/**
 * Notices peers that vanished without a word, and measures round trips. Every connection with channels is pinged when
 * nothing was heard on it for a while: soon while it owes us bytes, seldom otherwise.
 */
import type { ConnNo, Instant } from '../ids.ts'
import { PING_IDLE_MS, PONG_MS } from '../limits.ts'
import type { Alarms } from './alarms.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { Flow } from './flow.ts'
import type { Links } from './links.ts'
import { say } from './say.ts'

export interface Liveness {
  /** The first channel of a connection measures its round trip at once. */
  joined (channel: Channel, now: Instant, out: Effect[]): void
  /** Asks for a sign of life; `onPong` when it comes. */
  ping (channel: Channel, now: Instant, out: Effect[], onPong?: () => void): void
  pong (channel: Channel, token: number, now: Instant): void
  down (conn: ConnNo): void
}

interface Ping { readonly flow: Flow, readonly sentAt: number, readonly onPong: (() => void) | undefined }

/** Pings remembered: each waits for a pong or for its connection's end. */
const MAX_PINGS = 1024

/** Told of connections that do not answer. */
type OnSilent = (conn: ConnNo, now: Instant, out: Effect[]) => void

/** Creates a watch over all connections. */
export function createLiveness (alarms: Alarms, links: Links, onSilent: OnSilent): Liveness {
  const pings = new Map<number, Ping>()
  /** Connections that were pinged for their silence, and when. */
  const asked = new Map<ConnNo, number>()
  const alarm = alarms.create(look)
  let token = 0

  const patienceMs = (flow: Flow): number => flow.inFlight > 0 ? Math.min(PING_IDLE_MS, flow.stallMs()) : PING_IDLE_MS

  function ping (channel: Channel, now: Instant, out: Effect[], onPong?: () => void): void {
    token = (token + 1) % 2 ** 31
    if (pings.size >= MAX_PINGS) pings.delete(pings.keys().next().value!)
    pings.set(token, { flow: channel.flow, sentAt: now.mono, onPong })
    say(channel, { type: 'ping', token }, out)
  }

  function look (now: Instant, out: Effect[]): void {
    let next = Infinity
    for (const flow of links.flows.values()) {
      const [channel] = links.on(flow)
      if (channel === undefined) continue
      const askedAt = asked.get(flow.conn)
      if (askedAt !== undefined && flow.heardAt < askedAt) {
        const due = askedAt + Math.max(PONG_MS, flow.rttMs * 4)
        if (due > now.mono) next = Math.min(next, due)
        else {
          asked.delete(flow.conn)
          onSilent(flow.conn, now, out)
        }
        continue
      }
      asked.delete(flow.conn)
      const due = flow.heardAt + patienceMs(flow)
      if (due > now.mono) next = Math.min(next, due)
      else {
        asked.set(flow.conn, now.mono)
        ping(channel, now, out)
        next = Math.min(next, now.mono + Math.max(PONG_MS, flow.rttMs * 4))
      }
    }
    // A connection that starts to owe us bytes is to be asked sooner than an idle one.
    if (next < Infinity) alarm.set(Math.min(next, now.mono + PONG_MS))
  }

  return {
    ping,
    joined (channel, now, out) {
      if (links.on(channel.flow).length === 1) ping(channel, now, out)
      alarm.setBy(now.mono + PONG_MS)
    },
    pong (channel, number, now) {
      const sent = pings.get(number)
      if (sent === undefined || sent.flow !== channel.flow) return
      pings.delete(number)
      sent.flow.roundTrip(now.mono - sent.sentAt)
      sent.onPong?.()
    },
    down (conn) {
      asked.delete(conn)
      for (const [number, sent] of pings) if (sent.flow.conn === conn) pings.delete(number)
    },
  }
}
