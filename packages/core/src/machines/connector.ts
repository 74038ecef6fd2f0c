/**
 * Finds and keeps connections to members. A *member* is a peer of one privacy class with the addresses we heard of; a
 * *link* is a connection that is up. Swarms want members; the connector dials them (connector-dials.ts), keeps the
 * better of two links (connector-links.ts), and brings back what was cut.
 */
import type { ChanNo, Instant, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import {
  LISTENER_REDIAL_MS, MAX_BANNED, MAX_NAMED_MEMBERS, MAX_SWARM_CONNECTIONS, MIN_CUT_REDIAL_MS,
  MIN_REDIAL_MS, UNUSED_CONNECTION_MS, UPGRADE_AFTER_MS
} from '../limits.ts'
import { isCircuit } from './address-book.ts'
import { createAlarms } from './alarms.ts'
import { createDials, upgradeFailed } from './connector-dials.ts'
import { createLinks } from './connector-links.ts'
import { bestLink, forgive, VOUCH, type Link, type Member } from './connector-member.ts'
import { createMembers } from './connector-members.ts'
import { createSeen, isJoined } from './connector-seen.ts'
import type { Effect } from './effect.ts'
import { sample } from './random.ts'
import type { Hint } from '../pure/reference.ts'
import type { Connection, Connector, ConnectorEvent, ConnectorOptions, MemberSource } from './parts.ts'

type On<Type extends ConnectorEvent['type']> = Extract<ConnectorEvent, { type: Type }>

/** Creates the connector of one peer. */
export function createConnector (given: ConnectorOptions): Connector {
  const options = { ...given, random: given.random.stream('connector') }
  const resting = new Set<SwarmNo>()
  const banned = new Set<PeerId>()
  const channels = new Map<ChanNo, Link>()
  const alarms = createAlarms()

  const wanting = (member: Member): SwarmNo[] => [...member.wantedBy.keys()].filter(swarm => !resting.has(swarm))
  const links = createLinks(options, alarms)
  const dials = createDials({
    ...options, wanting, usage, swarms: () => members.swarms(), rests: swarm => resting.has(swarm),
  })
  const members = createMembers(
    alarms, member => (now, out) => dials.consider(member, now, out), (member, out) => dials.abort(member, out)
  )
  const seen = createSeen(members)
  /** Within so many ms of the last call a pause still counts as dialling. */
  let nowMs = 0

  function usage (): { connections: number, bySwarm: Map<SwarmNo, number> } {
    const bySwarm = new Map<SwarmNo, number>()
    for (const link of links.all()) {
      if (link.state !== 'up') continue
      // Its swarms, each once: those that want its member, and those that are joined unasked.
      for (const swarm of link.member.wantedBy.keys()) bySwarm.set(swarm, (bySwarm.get(swarm) ?? 0) + 1)
      for (const swarm of link.channels.values()) {
        if (!link.member.wantedBy.has(swarm)) bySwarm.set(swarm, (bySwarm.get(swarm) ?? 0) + 1)
      }
    }
    return { connections: links.count, bySwarm }
  }

  // ------------------------------------------------------------ what links do

  function up (event: On<'conn-up'>, now: Instant, out: Effect[]): void {
    if (banned.has(event.peer)) return void out.push({ type: 'hang-up', conn: event.conn })
    const member = members.get(event.privacy, event.peer)
    const { dialled, address, path } = event
    if (dialled && isCircuit(address) === (path === 'relayed')) member.addresses.worked(address, now.mono)
    if (dialled && path === 'relayed') {
      // The first bytes take the relay; the work of an upgrade beside them would hold them up.
      member.upgradeNotBeforeMs = Math.max(member.upgradeNotBeforeMs, now.mono + UPGRADE_AFTER_MS)
    }
    links.up(event, member, now, out)
    callOff(event, member, out)
    dials.consider(member, now, out)
  }

  /**
   * Calls off dials that a new connection makes superfluous; never those of its own path that it may have come from,
   * and not ours where both ends dial at once and ours would win: calling off both would end both.
   */
  function callOff ({ path, dialled, peer, privacy }: On<'conn-up'>, member: Member, out: Effect[]): void {
    const ours = options.self(privacy)
    const theirsWins = !dialled && (ours === undefined || peer < ours)
    if (path === 'direct') dials.abort(member, out, theirsWins ? ['plain', 'circuit', 'upgrade'] : ['circuit'])
    else if (theirsWins) dials.abort(member, out, ['circuit', 'upgrade'])
  }

  function joined ({ conn, chan, swarm }: On<'joined'>, now: Instant, out: Effect[]): void {
    const link = links.get(conn)
    if (link === undefined) return
    link.channels.set(chan, swarm)
    channels.set(chan, link)
    link.member.provedAtMs.set(swarm, now.mono)
    const full = link.channels.size === 1 && inUse(other => isJoined(other, swarm)).length > MAX_SWARM_CONNECTIONS
    if (full && link.state === 'up') links.drain(link, now)
    links.review(link, now)
    dials.consider(link.member, now, out)
  }

  function down (conn: Link['connection']['conn'], now: Instant, out: Effect[]): void {
    const gone = links.down(conn, now, out)
    if (gone === undefined) return
    const { link, next } = gone
    const { member } = link
    for (const chan of link.channels.keys()) channels.delete(chan)
    if (link.connection.path === 'direct') directEnded(link, now)
    else if (link.moved && !lasted(link, now)) member.addresses.cut(link.address)
    if (next === undefined && bestLink(member) === undefined) member.notBeforeMs = redialAt(link, now)
    dials.consider(member, now, out)
    members.dropIfUnused(member, out)
  }

  /** A direct path that lasted may be tried again at once: the network has changed. One that broke soon failed. */
  function directEnded (link: Link, now: Instant): void {
    const { member } = link
    if (!lasted(link, now)) return upgradeFailed(member, now, options.random)
    member.upgradeTries = 0
    member.upgradePause.reset()
    member.upgradeNotBeforeMs = now.mono
  }

  /** When the peer of a lost connection is dialled again: at once if it was of use, else later each time. */
  function redialAt (link: Link, now: Instant): number {
    const { member, moved, connection } = link
    let at = Math.max(now.mono, member.lastDialMs + (moved ? MIN_CUT_REDIAL_MS : MIN_REDIAL_MS))
    if (wasUnused(link, now)) at = now.mono + Math.max(USELESS_PAUSE_MS, member.pause.next(options.random))
    else if (moved || lasted(link, now)) member.pause.reset()
    else at = Math.max(at, now.mono + member.pause.next(options.random))
    // Both ends dialling at once would only make one connection too many.
    return connection.dialled ? at : Math.max(at, now.mono + LISTENER_REDIAL_MS)
  }

  /** A member had no place for us: we send nobody there, and unless the reference names it, others take its place. */
  function sentAway (member: Member, swarm: SwarmNo): void {
    member.provedAtMs.delete(swarm)
    if (member.wantedBy.get(swarm) !== 'reference') members.unwant(member, swarm)
  }

  function everyMember (now: Instant, out: Effect[], change: (member: Member) => void): void {
    for (const member of members.all()) {
      change(member)
      dials.consider(member, now, out)
    }
  }

  function inUse (matches: (link: Link) => boolean): Connection[] {
    const found: Connection[] = []
    for (const link of links.all()) if (link.state === 'up' && matches(link)) found.push(link.connection)
    return found
  }

  function aboutToDial (member: Member): boolean {
    if (dials.pending(member)) return true
    const mayBe = bestLink(member) === undefined && member.addresses.size > 0 && wanting(member).length > 0
    return mayBe && member.notBeforeMs - nowMs <= MIN_REDIAL_MS
  }

  function wantOne (
    swarm: SwarmNo, privacy: PrivacyClass, hint: Hint, source: MemberSource, now: Instant, out: Effect[]
  ): void {
    if (hint.peer === options.self(privacy) || banned.has(hint.peer)) return
    const isExtra = source === 'peers' && members.wanted(swarm) >= MAX_NAMED_MEMBERS
    if (isExtra && members.find(privacy, hint.peer) === undefined) return
    const member = members.get(privacy, hint.peer)
    members.want(member, swarm, source)
    nowMs = now.mono
    const addresses = hint.addresses.filter((address) => options.mayDial(privacy, address))
    const fresh = member.addresses.add(addresses, VOUCH[source], now.mono)
    // Who speaks up is there, and a new address may be the one that works.
    if ((fresh || source === 'signal') && bestLink(member) === undefined) {
      member.pause.reset()
      member.notBeforeMs = Math.min(member.notBeforeMs, Math.max(now.mono, member.lastDialMs + MIN_REDIAL_MS))
    }
    for (const link of member.links) links.review(link, now)
    const isLost = member.addresses.size === 0 && bestLink(member) === undefined
    if (isLost) options.onUnreachable(swarm, hint.peer, now, out)
    dials.consider(member, now, out)
  }

  const self: Connector = {
    want (swarm, privacy, hints, source, now, out) {
      for (const hint of hints) wantOne(swarm, privacy, hint, source, now, out)
      dials.pump(now, out)
    },
    setDialling (swarm, wanted, now, out) {
      if (wanted === !resting.has(swarm)) return
      if (wanted) resting.delete(swarm)
      else resting.add(swarm)
      for (const member of members.all()) {
        if (!member.wantedBy.has(swarm)) continue
        for (const link of member.links) links.review(link, now)
        dials.consider(member, now, out)
      }
      dials.pump(now, out)
    },
    forget (swarm, now, out) {
      resting.delete(swarm)
      for (const member of members.all()) {
        member.provedAtMs.delete(swarm)
        if (!members.unwant(member, swarm)) continue
        if (wanting(member).length === 0) dials.abort(member, out)
        for (const link of member.links) links.review(link, now)
        members.dropIfUnused(member, out)
      }
      dials.pump(now, out)
    },
    failed (peer, now, out) {
      banned.add(peer)
      if (banned.size > MAX_BANNED) banned.delete(banned.values().next().value!)
      for (const member of members.all()) {
        if (member.peer !== peer) continue
        dials.abort(member, out)
        members.unwantAll(member)
        for (const link of member.links) links.hangUp(link, out)
        dials.consider(member, now, out)
        members.dropIfUnused(member, out)
      }
    },
    moved (conn) {
      const link = links.get(conn)
      if (link !== undefined) link.moved = true
    },
    silent (conn, _now, out) {
      const link = links.get(conn)
      if (link !== undefined) links.hangUp(link, out)
    },
    handle (event, now, out) {
      nowMs = now.mono
      switch (event.type) {
        case 'conn-up': up(event, now, out); break
        case 'conn-down': down(event.conn, now, out); break
        case 'dialled': dials.dialled(event.op, now, out); break
        case 'dial-failed': dials.failed(event.op, now, out); break
        case 'joined': joined(event, now, out); break
        case 'left': {
          const link = channels.get(event.chan)
          if (link === undefined) break
          const swarm = link.channels.get(event.chan)
          channels.delete(event.chan)
          link.channels.delete(event.chan)
          link.unusedSinceMs = now.mono
          if (swarm !== undefined) link.member.provedAtMs.set(swarm, now.mono)
          // Who has no place gives up its own to one of those whom it named.
          if (swarm !== undefined && event.reason === 'surplus' && !isJoined(link, swarm)) sentAway(link.member, swarm)
          links.review(link, now)
          // One too many was told of others, and keeps a place from the next.
          if (link.state === 'draining' && link.channels.size === 0) link.alarm.setBy(now.mono + PARTING_MS)
          break
        }
        case 'online':
          dials.setOnline(event.online)
          everyMember(now, out, member => event.online ? forgive(member, now.mono) : dials.abort(member, out))
          break
        case 'relay':
          // A relay that is back carries circuits to others again, too.
          if (event.state === 'reserved') {
            everyMember(now, out, member => {
              if (member.privacy !== event.privacy || bestLink(member) !== undefined) return
              if (member.addresses.all().some(address => address.startsWith(event.relay))) forgive(member, now.mono)
            })
          }
          break
        case 'tick': alarms.ring(now, out); break
        case 'self':
        case 'join-refused': break
      }
      dials.pump(now, out)
    },
    connections: swarm => inUse(link => link.member.wantedBy.has(swarm) || isJoined(link, swarm)),
    open: privacy => inUse(link => link.connection.privacy === privacy),
    wantedOn: conn => [...links.get(conn)?.member.wantedBy.keys() ?? []],
    members (swarm, limit, now) {
      // At random: were everybody told of the same few, these would be the middle of a star and the rest strangers.
      return sample(seen(swarm, now), limit, options.random)
        .map(({ peer, addresses }) => ({ peer, addresses: addresses.all() }))
    },
    dialling (swarm) {
      if (resting.has(swarm)) return false
      for (const member of members.all()) if (member.wantedBy.has(swarm) && aboutToDial(member)) return true
      return false
    },
    deadline: () => alarms.next(),
  }
  return self
}

/** Milliseconds for the last frames of a connection that nobody needs any more. */
const PARTING_MS = 250
/** Milliseconds before a member is dialled again with whom no swarm could be joined. */
const USELESS_PAUSE_MS = 60_000

/** Nobody had a channel on it for a while, whoever then hung up; the channels of one that is cut end just before. */
const wasUnused = ({ channels, unusedSinceMs }: Link, now: Instant): boolean =>
  channels.size === 0 && now.mono - unusedSinceMs >= UNUSED_CONNECTION_MS / 2

/** A connection that was of use even if no bytes moved. */
const lasted = (link: Link, now: Instant): boolean => now.mono - link.upAtMs >= UNUSED_CONNECTION_MS
