/**
 * Notices peers that vanished without a word, and measures round trips. Every connection with channels is pinged when
 * nothing was heard on it for a while: soon while it owes us bytes, seldom otherwise.
 */
import type { ConnNo, Instant } from '../ids.ts'
import { DOUBTED_PONG_MS, PING_IDLE_MS, PONG_MS } from '../limits.ts'
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
  /** Something speaks for it that the peer does not know this connection any more: it is asked at once. */
  doubt (conn: ConnNo, now: Instant, out: Effect[]): void
  pong (channel: Channel, token: number, now: Instant): void
  down (conn: ConnNo): void
}

/** When a sign of life was asked for, and how long it may take at least. */
interface Asked { readonly at: number, readonly pongMs: number }

interface Ping { readonly flow: Flow, readonly sentAt: number, readonly onPong: (() => void) | undefined }

/** Pings remembered: each waits for a pong or for its connection's end. */
const MAX_PINGS = 1024

/** Told of connections that do not answer. */
type OnSilent = (conn: ConnNo, now: Instant, out: Effect[]) => void

/** Creates a watch over all connections. */
export function createLiveness (alarms: Alarms, links: Links, onSilent: OnSilent): Liveness {
  const pings = new Map<number, Ping>()
  /** Connections that were pinged for their silence. */
  const asked = new Map<ConnNo, Asked>()
  const alarm = alarms.create(look)
  let token = 0

  const patienceMs = (flow: Flow): number => flow.inFlight > 0 ? Math.min(PING_IDLE_MS, flow.stallMs()) : PING_IDLE_MS

  function ping (channel: Channel, now: Instant, out: Effect[], onPong?: () => void): void {
    token = (token + 1) % 2 ** 31
    if (pings.size >= MAX_PINGS) pings.delete(pings.keys().next().value!)
    pings.set(token, { flow: channel.flow, sentAt: now.mono, onPong })
    say(channel, { type: 'ping', token }, out)
  }

  const dueAt = (flow: Flow, { at, pongMs }: Asked): number => at + Math.max(pongMs, flow.rttMs * 4)

  /** When the answer is due at the latest. */
  function askNow (channel: Channel, pongMs: number, now: Instant, out: Effect[]): number {
    const question = { at: now.mono, pongMs }
    asked.set(channel.flow.conn, question)
    ping(channel, now, out)
    return dueAt(channel.flow, question)
  }

  function look (now: Instant, out: Effect[]): void {
    let next = Infinity
    for (const flow of links.flows.values()) {
      const [channel] = links.on(flow)
      if (channel === undefined) continue
      const question = asked.get(flow.conn)
      if (question !== undefined && flow.heardAt < question.at) {
        const due = dueAt(flow, question)
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
        next = Math.min(next, askNow(channel, PONG_MS, now, out))
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
    doubt (conn, now, out) {
      const flow = links.flows.get(conn)
      const [channel] = flow === undefined ? [] : links.on(flow)
      // One that is doubted again is not given longer.
      if (channel === undefined || asked.get(conn)?.pongMs === DOUBTED_PONG_MS) return
      alarm.setBy(askNow(channel, DOUBTED_PONG_MS, now, out))
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
