/**
 * Connections that are up, at most one in use for each member. Of two the better path wins, on equal paths the one that
 * the lower peer id opened (both ends decide alike), of two by the same opener the newer; the loser drains and is hung
 * up.
 */
import type { ConnNo, Instant, PeerId } from '../ids.ts'
import { DRAIN_MS, MAX_CONNECTIONS, UNUSED_CONNECTION_MS } from '../limits.ts'
import type { Alarms } from './alarms.ts'
import { bestLink, type Link, type Member } from './connector-member.ts'
import type { Effect } from './effect.ts'
import type { ConnectorEvent, ConnectorOptions } from './parts.ts'

type ConnUp = Extract<ConnectorEvent, { type: 'conn-up' }>

export interface Links {
  get (conn: ConnNo): Link | undefined
  all (): IterableIterator<Link>
  readonly count: number
  up (event: ConnUp, member: Member, now: Instant, out: Effect[]): Link | undefined
  /** Forgets a connection that is down; gives it back, with the one that takes over where there is one. */
  down (conn: ConnNo, now: Instant, out: Effect[]): { readonly link: Link, readonly next: Link | undefined } | undefined
  hangUp (link: Link, out: Effect[]): void
  /** Hangs up after a moment, in which the peer hears of others and gets what it asked for. */
  drain (link: Link, now: Instant): void
  /** Looks again whether somebody uses the connection: one without channels only takes the place of others. */
  review (link: Link, now: Instant): void
}

/** Creates an empty set of connections. */
export function createLinks (options: ConnectorOptions, alarms: Alarms): Links {
  const links = new Map<ConnNo, Link>()

  function opener ({ connection: { dialled, peer, privacy } }: Link): PeerId | undefined {
    return dialled ? options.self(privacy) : peer
  }

  function better (a: Link, b: Link): boolean {
    if (a.connection.path !== b.connection.path) return a.connection.path === 'direct'
    const [first, second] = [opener(a), opener(b)]
    if (first === second || first === undefined || second === undefined) return a.upAtMs >= b.upAtMs
    return first < second
  }

  function hangUp (link: Link, out: Effect[]): void {
    if (link.state === 'closing') return
    link.state = 'closing'
    link.alarm.clear()
    out.push({ type: 'hang-up', conn: link.connection.conn })
  }

  function drain (link: Link, now: Instant): void {
    link.state = 'draining'
    link.alarm.set(now.mono + DRAIN_MS)
  }

  function review (link: Link, now: Instant): void {
    if (link.state !== 'up') return
    if (link.channels.size > 0) link.alarm.clear()
    else link.alarm.setBy(now.mono + UNUSED_CONNECTION_MS)
  }

  return {
    get: conn => links.get(conn),
    all: () => links.values(),
    get count () { return links.size },
    up (event, member, now, out) {
      const { conn, privacy, peer, path, dialled, windowMaxBytes, address } = event
      const link: Link = {
        connection: { conn, privacy, peer, path, dialled, windowMaxBytes },
        member,
        address,
        upAtMs: now.mono,
        state: 'up',
        moved: false,
        channels: new Map(),
        unusedSinceMs: now.mono,
        // It has drained, or nobody has used it for long.
        alarm: alarms.create((_now, effects) => hangUp(link, effects)),
      }
      const best = bestLink(member)
      links.set(conn, link)
      member.links.add(link)
      if (links.size > MAX_CONNECTIONS) {
        hangUp(link, out)
        return undefined
      }
      if (best !== undefined && !better(link, best)) {
        drain(link, now)
        if (!dialled) options.onDoubted(best.connection, now, out)
        return undefined
      }
      review(link, now)
      if (best === undefined) options.onReady(link.connection, now, out)
      else {
        drain(best, now)
        options.onReplaced(best.connection, link.connection, now, out)
      }
      return link
    },
    down (conn, now, out) {
      const link = links.get(conn)
      if (link === undefined) return undefined
      links.delete(conn)
      link.member.links.delete(link)
      link.alarm.clear()
      if (bestLink(link.member) !== undefined) return { link, next: undefined }
      // What was draining is better than nothing.
      const draining = [...link.member.links].filter(({ state }) => state === 'draining')
      const spare = draining.sort((a, b) => better(a, b) ? -1 : 1)[0]
      if (spare !== undefined) {
        spare.state = 'up'
        spare.alarm.clear()
        review(spare, now)
        options.onReady(spare.connection, now, out)
      }
      return { link, next: spare }
    },
    hangUp,
    drain,
    review,
  }
}
