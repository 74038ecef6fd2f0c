/**
 * Which member is dialled next, by which way. A round starts with the plain address where there is one and lets the
 * circuit join after a moment; it fails when every way has. Beside a circuit that is up, a member of class `direct` is
 * dialled for a direct path by who dialled the circuit: a few tries without a pause, because one in ten hangs, then
 * rounds minutes apart.
 */
import type { Address, Instant, OpNo, SwarmNo } from '../ids.ts'
import {
  MAX_CONNECTIONS, MAX_DIALS, MAX_SWARM_DIALS, MIN_REDIAL_MS, PLAIN_DIAL_MS, RELAYED_DIAL_MS, RELAYED_RACE_MS,
  UPGRADE_DIAL_MS, UPGRADE_TRIES
} from '../limits.ts'
import { isCircuit } from './address-book.ts'
import { bestLink, vouchOf, type Member, type Way } from './connector-member.ts'
import type { Effect } from './effect.ts'
import type { ConnectorOptions } from './parts.ts'

export interface DialsOptions extends Pick<ConnectorOptions, 'random' | 'nextOp' | 'onUnreachable'> {
  /** Swarms that want a connection to the member now. */
  wanting (member: Member): SwarmNo[]
  /** The swarm wants nobody dialled now. */
  rests (swarm: SwarmNo): boolean
  /** Swarms that want members. */
  swarms (): Iterable<SwarmNo>
  /** Connections that are up, and how many of them serve each swarm. */
  usage (): { readonly connections: number, readonly bySwarm: Map<SwarmNo, number> }
}

export interface Dials {
  /** Looks at one member again: something about it has changed. */
  consider (member: Member, now: Instant, out: Effect[]): void
  /** Starts what waits for a place. */
  pump (now: Instant, out: Effect[]): void
  dialled (op: OpNo, now: Instant, out: Effect[]): void
  failed (op: OpNo, now: Instant, out: Effect[]): void
  /** Calls off the dials of a member, or only some ways. */
  abort (member: Member, out: Effect[], ways?: readonly Way[]): void
  /** Whether the member is being dialled, or is next in line. */
  pending (member: Member): boolean
  setOnline (online: boolean): void
}

/** Creates the dialler of a connector. */
export function createDials (options: DialsOptions): Dials {
  const { random } = options
  const dials = new Map<OpNo, { readonly member: Member, readonly way: Way }>()
  /** Members that may be dialled as soon as there is a place: for a first connection, or for a better one. */
  const queue = new Map<Member, boolean>()
  /** Those among them who have one. */
  let upgrades = 0
  let online = true

  function start (member: Member, way: Way, addresses: Address[], timeoutMs: number, out: Effect[]): void {
    const op = options.nextOp()
    dials.set(op, { member, way })
    member.dials.set(way, op)
    const { peer, privacy } = member
    out.push({ type: 'dial', op, privacy, peer, addresses, path: way === 'circuit' ? 'relayed' : 'direct', timeoutMs })
  }

  // ------------------------------------------------------------ rounds

  const isWanted = (member: Member): boolean => options.wanting(member).length > 0
  const inRound = (member: Member): boolean => member.dials.has('plain') || member.dials.has('circuit')

  function roundIsDue (member: Member): boolean {
    return online && bestLink(member) === undefined && !inRound(member) && member.addresses.size > 0 && isWanted(member)
  }

  function startRound (member: Member, now: Instant, out: Effect[]): void {
    member.lastDialMs = now.mono
    const plain = member.privacy === 'direct' ? member.addresses.list('plain') : []
    if (plain.length > 0) {
      start(member, 'plain', plain, PLAIN_DIAL_MS, out)
      member.raceAtMs = now.mono + RELAYED_RACE_MS
      member.alarm.set(member.raceAtMs)
    } else if (!startCircuit(member, out)) endRound(member, now, out)
  }

  function startCircuit (member: Member, out: Effect[]): boolean {
    member.raceAtMs = Infinity
    const circuits = member.addresses.list('circuit')
    if (circuits.length === 0) return false
    start(member, 'circuit', circuits, RELAYED_DIAL_MS, out)
    return true
  }

  /** No way worked: pause, and tell who waits. */
  function endRound (member: Member, now: Instant, out: Effect[]): void {
    member.raceAtMs = Infinity
    member.notBeforeMs = now.mono + Math.max(MIN_REDIAL_MS, member.pause.next(random))
    for (const swarm of options.wanting(member)) options.onUnreachable(swarm, member.peer, now, out)
  }

  // ------------------------------------------------------------ upgrades

  function upgradeIsDue (member: Member): boolean {
    const link = bestLink(member)
    if (!online || link === undefined || member.privacy !== 'direct') return false
    const { path, dialled } = link.connection
    const isTried = member.dials.has('upgrade') || member.dials.has('plain')
    return path === 'relayed' && dialled && !isTried && (link.channels.size > 0 || isWanted(member))
  }

  function upgrade (member: Member, now: Instant, out: Effect[]): void {
    // The circuit that is up is known to work for signalling; others join a moment later, unless they failed just now.
    const via = bestLink(member)!.address
    const mayWork = (address: Address): boolean => isCircuit(address) || now.mono >= member.plainNotBeforeMs
    const others = member.addresses.all().filter(address => address !== via && mayWork(address))
    start(member, 'upgrade', [via, ...others], UPGRADE_DIAL_MS, out)
  }

  // ------------------------------------------------------------ the queue

  function enqueue (member: Member, round: boolean): void {
    dequeue(member)
    queue.set(member, round)
    if (!round) upgrades++
  }

  function dequeue (member: Member): void {
    if (queue.get(member) === false) upgrades--
    queue.delete(member)
  }

  function consider (member: Member, now: Instant, out: Effect[]): void {
    const joinsRace = online && member.raceAtMs <= now.mono && bestLink(member) === undefined
    if (joinsRace && !startCircuit(member, out) && !inRound(member)) endRound(member, now, out)
    const round = roundIsDue(member)
    const dueAt = round ? member.notBeforeMs : upgradeIsDue(member) ? member.upgradeNotBeforeMs : Infinity
    if (dueAt <= now.mono) enqueue(member, round)
    else {
      dequeue(member)
      if (dueAt !== Infinity) member.alarm.setBy(dueAt)
    }
  }

  /** Better vouched first, then those that failed less often; upgrades last. */
  function rank (member: Member): number {
    return vouchOf(member) * 100 - Math.min(99, member.pause.failures) - (bestLink(member) === undefined ? 0 : 1000)
  }

  function pump (now: Instant, out: Effect[]): void {
    if (queue.size === 0 || dials.size >= MAX_DIALS) return
    const { connections, bySwarm } = options.usage()
    for (const { member, way } of dials.values()) if (way !== 'upgrade') count(member)
    function count (member: Member): void {
      for (const swarm of member.wantedBy.keys()) bySwarm.set(swarm, (bySwarm.get(swarm) ?? 0) + 1)
    }
    const hasRoom = (swarms: Iterable<SwarmNo>): boolean => {
      for (const swarm of swarms) {
        if ((bySwarm.get(swarm) ?? 0) < MAX_SWARM_DIALS && !options.rests(swarm)) return true
      }
      return false
    }
    // Most of the time everybody has who they need, and the line is as long as the list of those who were named.
    if (upgrades === 0 && !hasRoom(options.swarms())) return

    // Members of one rank are taken in random order: everybody dialling the first of a list is a stampede.
    const order = [...queue.keys()].filter(member => bestLink(member) !== undefined || hasRoom(member.wantedBy.keys()))
      .map(member => ({ member, rank: rank(member) + random.next() }))
      .sort((a, b) => b.rank - a.rank)
    for (const { member } of order) {
      if (dials.size >= MAX_DIALS || connections + dials.size >= MAX_CONNECTIONS) return
      if (roundIsDue(member)) {
        if (!hasRoom(member.wantedBy.keys())) continue
        dequeue(member)
        count(member)
        startRound(member, now, out)
        if (!inRound(member)) consider(member, now, out)
      } else {
        dequeue(member)
        if (upgradeIsDue(member)) upgrade(member, now, out)
      }
    }
  }

  function take (op: OpNo): { readonly member: Member, readonly way: Way } | undefined {
    const dial = dials.get(op)
    dials.delete(op)
    dial?.member.dials.delete(dial.way)
    return dial
  }

  return {
    consider,
    pump,
    dialled (op, now, out) {
      const dial = take(op)
      if (dial !== undefined) consider(dial.member, now, out)
    },
    failed (op, now, out) {
      const dial = take(op)
      if (dial === undefined) return
      const { member, way } = dial
      if (way === 'upgrade') upgradeFailed(member, now, random)
      else {
        if (way === 'plain') member.plainNotBeforeMs = now.mono + PLAIN_RETRY_MS
        if (bestLink(member) === undefined) {
          const circuitIsNext = way === 'plain' && member.raceAtMs !== Infinity && startCircuit(member, out)
          if (!circuitIsNext && !inRound(member)) endRound(member, now, out)
        }
      }
      consider(member, now, out)
    },
    abort (member, out, ways = ['plain', 'circuit', 'upgrade']) {
      for (const way of ways) {
        const op = member.dials.get(way)
        if (op === undefined) continue
        out.push({ type: 'abort-dial', op })
        take(op)
      }
      if (ways.includes('circuit')) member.raceAtMs = Infinity
    },
    pending: member => inRound(member) || (queue.has(member) && bestLink(member) === undefined),
    setOnline (value) {
      online = value
      if (online) return
      queue.clear()
      upgrades = 0
    },
  }
}

/** Milliseconds for which a plain address that failed is left out of upgrades: each dead one delays them. */
const PLAIN_RETRY_MS = 60_000

/** Counts a direct path that did not come up, or broke soon: after a few tries in a row a pause. */
export function upgradeFailed (member: Member, now: Instant, random: ConnectorOptions['random']): void {
  member.upgradeTries++
  if (member.upgradeTries < UPGRADE_TRIES) return
  member.upgradeTries = 0
  member.upgradeNotBeforeMs = now.mono + member.upgradePause.next(random)
}
