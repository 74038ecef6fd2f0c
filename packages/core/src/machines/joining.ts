/**
 * Who joins which swarm over which connection. The connection's dialler joins what it wants there; the listener waits a
 * second and joins what it wants and the dialler has not, so that both rarely join the same swarm at once.
 */
import type { ConnNo, Instant, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import { LISTENER_JOINS_AFTER_MS, MAX_OPEN_JOINS, REFUSED_FOR_MS } from '../limits.ts'
import type { Alarms } from './alarms.ts'
import type { Effect } from './effect.ts'
import type { Connection } from './parts.ts'
import type { OpeningFrame } from '../pure/frame.ts'

export interface Joining {
  /** A connection came up, or took over from another to the same peer. */
  ready (connection: Connection, now: Instant, out: Effect[]): void
  /** A swarm started: connections that are open anyway may lead to members. */
  tryOpen (swarm: SwarmNo, privacy: PrivacyClass, now: Instant, out: Effect[]): void
  joined (conn: ConnNo, swarm: SwarmNo): void
  refused (conn: ConnNo, swarm: SwarmNo, now: Instant): void
  down (conn: ConnNo): void
  /** The swarm is gone. */
  forget (swarm: SwarmNo): void
}

export interface JoiningOptions {
  readonly alarms: Alarms
  /** Swarms that want this connection's peer. */
  readonly wantedOn: (conn: ConnNo) => readonly SwarmNo[]
  readonly open: (privacy: PrivacyClass) => readonly Connection[]
  /** Getters of a class without any link. */
  readonly lonely: (privacy: PrivacyClass) => readonly SwarmNo[]
  /** What a swarm asks of a member with its proof. */
  readonly opening: (swarm: SwarmNo) => readonly OpeningFrame[]
  /** A link with this peer is of use to the swarm. */
  readonly wantsLink: (swarm: SwarmNo, peer: PeerId) => boolean
}

interface Place { readonly connection: Connection, readonly joining: Set<SwarmNo>, joinsAt: number }

/** Refusals remembered. */
const MAX_REFUSALS = 1024

export function createJoining (options: JoiningOptions): Joining {
  const places = new Map<ConnNo, Place>()
  /** By peer and swarm: when it may be tried again. */
  const refusals = new Map<string, number>()
  /** Swarms whose first requests are on their way with a join: asked of several members they were answered by all. */
  const opening = new Map<SwarmNo, ConnNo>()
  const alarm = options.alarms.create(listenersJoin)

  function refusedBy (peer: PeerId, swarm: SwarmNo, now: Instant): boolean {
    const until = refusals.get(`${peer}/${swarm}`)
    if (until === undefined) return false
    if (until > now.mono) return true
    refusals.delete(`${peer}/${swarm}`)
    return false
  }

  function join (place: Place, swarm: SwarmNo, isMember: boolean, out: Effect[]): void {
    const { conn, peer } = place.connection
    if (place.joining.has(swarm) || !options.wantsLink(swarm, peer)) return
    place.joining.add(swarm)
    const first = isMember && !opening.has(swarm) ? options.opening(swarm) : []
    if (first.length > 0) opening.set(swarm, conn)
    out.push({ type: 'join', conn, swarm, ...(first.length > 0 && { opening: first }) })
  }

  function settle (conn: ConnNo, swarm: SwarmNo): void {
    places.get(conn)?.joining.delete(swarm)
    if (opening.get(swarm) === conn) opening.delete(swarm)
  }

  function joinWanted (place: Place, now: Instant, out: Effect[]): void {
    const { conn, peer, privacy } = place.connection
    for (const swarm of options.wantedOn(conn)) join(place, swarm, true, out)
    // Whom we met for one payload may well have another that we look for.
    let tries = 0
    for (const swarm of options.lonely(privacy)) {
      if (place.joining.has(swarm) || refusedBy(peer, swarm, now)) continue
      if (++tries > MAX_OPEN_JOINS) break
      join(place, swarm, false, out)
    }
  }

  function listenersJoin (now: Instant, out: Effect[]): void {
    let next = Infinity
    for (const place of places.values()) {
      if (place.joinsAt <= now.mono) {
        place.joinsAt = Infinity
        joinWanted(place, now, out)
      }
      next = Math.min(next, place.joinsAt)
    }
    alarm.set(next)
  }

  return {
    ready (connection, now, out) {
      const place: Place = { connection, joining: new Set(), joinsAt: Infinity }
      places.set(connection.conn, place)
      if (connection.dialled) return joinWanted(place, now, out)
      place.joinsAt = now.mono + LISTENER_JOINS_AFTER_MS
      alarm.setBy(place.joinsAt)
    },
    tryOpen (swarm, privacy, now, out) {
      let tries = 0
      for (const { conn, peer } of options.open(privacy)) {
        const place = places.get(conn)
        if (place === undefined || refusedBy(peer, swarm, now)) continue
        if (++tries > MAX_OPEN_JOINS) return
        join(place, swarm, false, out)
      }
    },
    joined: settle,
    refused (conn, swarm, now) {
      const place = places.get(conn)
      settle(conn, swarm)
      if (place === undefined) return
      if (refusals.size >= MAX_REFUSALS) refusals.delete(refusals.keys().next().value!)
      refusals.set(`${place.connection.peer}/${swarm}`, now.mono + REFUSED_FOR_MS)
    },
    down (conn) {
      places.delete(conn)
      for (const [swarm, on] of opening) if (on === conn) opening.delete(swarm)
    },
    forget (swarm) {
      for (const place of places.values()) place.joining.delete(swarm)
      opening.delete(swarm)
    },
  }
}
