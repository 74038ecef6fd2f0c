/**
 * Wires between sites. A packet waits for its sender's uplink, travels, passes the relay if the wire has one, and waits
 * for the receiver's downlink; wires share both evenly (line.ts), each no faster than its path bears (path.ts). So
 * many bytes as the path holds are on their way at once, so that a slow receiver slows its sender down and nobody else.
 * Loss costs speed, never bytes: both transports repeat what is lost. Wires end, are cut, fall silent or are held.
 */
import type { Random } from '@passel/core/machines'
import type { VirtualClock } from '@passel/core/testing'
import { createLine, type Lane, type Line } from './line.ts'
import type { Network, Packet, Site, Wire } from './network-types.ts'
import { pathBytesPerSecond, type Transport, TRANSPORTS } from './path.ts'
import { createRoadblocks } from './roadblocks.ts'
import type { VirtualRelay } from './relay.ts'

/** Bytes up to which an urgent packet does not wait for its turn on a line. */
const SMALL_BYTES = 2_048
/** Milliseconds of a path's speed that may wait in front of the receiver's downlink. */
const QUEUE_MS = 100
/** Bytes on their way up to which one more packet may always follow. */
const MIN_FLIGHT_BYTES = 65_536

interface End extends Wire, Lane<Load> {
  readonly site: Site
  readonly pair: Pair
  readonly which: 0 | 1
  open: boolean
  /** Urgent packets that wait for their turn or are on their way: small ones must not pass them. */
  urgentsOut: number
  /** Bytes that the uplink took and the other end has not. */
  flightBytes: number
  /** The path bears nothing more before. */
  notBeforeMs: number
  asleep: boolean
  /** When the last of what took its turn arrives (at the relay, if there is one); the same of small frames. */
  arrivesMs: number
  smallArrivesMs: number
  readonly arrivals: Arrivals
}

interface Arrivals extends Lane<Load> { end: End }

interface Pair {
  readonly relay: VirtualRelay | undefined
  readonly transport: Transport
  readonly ends: End[]
  silent: boolean
  severed: boolean
  readonly onClose: (end: 0 | 1) => void
}

/** What a wire carries: a packet, or news that it has ended. */
interface Load { readonly bytes: number, readonly packet: Packet | undefined, readonly urgent: boolean }

interface Access { readonly up: Line<Load, End>, readonly down: Line<Load, Arrivals> }

const NEWS: Load = { bytes: 0, packet: undefined, urgent: false }

/** Creates a network without sites. */
export function createNetwork (clock: VirtualClock, random: Random): Network {
  const accesses = new Map<Site, Access>()
  const accessOf = (site: Site): Access => accesses.get(site)!
  const roadblocks = createRoadblocks()

  const otherOf = (end: End): End => end.pair.ends[1 - end.which]!

  function oneWayMs (from: Site, to: Site, relay: VirtualRelay | undefined): number {
    return from.latencyMs + to.latencyMs + (relay === undefined ? 0 : 2 * relay.latencyMs)
  }

  const lossOf = (site: Site): number => site.lossShare ?? 0

  /** Bytes a second that the wire's path bears; over a relay each leg for itself. */
  function bears (from: Site, to: Site, { relay, transport }: Pair): number {
    if (relay === undefined) {
      const loss = 1 - (1 - lossOf(from)) * (1 - lossOf(to))
      return pathBytesPerSecond(2 * (from.latencyMs + to.latencyMs), loss, transport)
    }
    return Math.min(
      pathBytesPerSecond(2 * (from.latencyMs + relay.latencyMs), lossOf(from), transport),
      pathBytesPerSecond(2 * (to.latencyMs + relay.latencyMs), lossOf(to), transport),
    )
  }

  // ------------------------------------------------------------ the way of a packet

  function mayPass (end: End): boolean {
    if (!end.open) return false
    if (end.notBeforeMs > clock.nowMs) {
      if (!end.asleep) {
        end.asleep = true
        clock.at(end.notBeforeMs, () => {
          end.asleep = false
          accessOf(end.site).up.offer(end)
        })
      }
      return false
    }
    if (end.flightBytes < MIN_FLIGHT_BYTES) return true
    const to = otherOf(end).site
    const rate = Math.min(end.site.up, to.down, bears(end.site, to, end.pair))
    return end.flightBytes < rate * (oneWayMs(end.site, to, end.pair.relay) + QUEUE_MS) / 1000
  }

  function departed (end: End, load: Load): void {
    if (!end.open) return load.packet?.dropped?.()
    end.flightBytes += load.bytes
    const beganMs = clock.nowMs - load.bytes * 1000 / end.site.up
    const pace = bears(end.site, otherOf(end).site, end.pair)
    end.notBeforeMs = Math.max(beganMs, end.notBeforeMs) + load.bytes * 1000 / pace
    load.packet?.sent?.()
    travel(end, load)
  }

  function jitter ({ jitterMs = 0 }: Site): number {
    return jitterMs > 0 ? random.next() * jitterMs : 0
  }

  function travel (end: End, load: Load): void {
    const { pair, site } = end
    const target = otherOf(end)
    if (pair.severed || !site.online) return
    const inOrder = (ms: number): number => (end.arrivesMs = Math.max(end.arrivesMs, ms))
    const { relay } = pair
    const wayMs = site.latencyMs + jitter(site) + jitter(target.site)
    if (relay === undefined) {
      clock.at(inOrder(clock.nowMs + wayMs + target.site.latencyMs), () => land(target, load))
      return
    }
    clock.at(inOrder(clock.nowMs + wayMs + relay.latencyMs), () => {
      overRelay(pair, relay, load.bytes, relay.latencyMs + target.site.latencyMs, () => land(target, load))
    })
  }

  function overRelay (pair: Pair, relay: VirtualRelay, bytes: number, restMs: number, arrive: () => void): void {
    if (pair.severed) return
    const passedMs = relay.pass(pair.ends[0]!, bytes, clock.nowMs)
    if (passedMs === undefined) sever(pair)
    else clock.at(passedMs + restMs, arrive)
  }

  function land (target: End, load: Load): void {
    const { pair, site } = target
    if (pair.silent || !site.online) return
    if (roadblocks.holds(site, otherOf(target).site, () => land(target, load))) return
    target.arrivals.queue.push(load)
    accessOf(site).down.offer(target.arrivals)
  }

  function arrived ({ end }: Arrivals, { bytes, packet, urgent }: Load): void {
    const sender = otherOf(end)
    sender.flightBytes -= bytes
    if (urgent) sender.urgentsOut--
    if (end.open && !end.pair.silent) {
      if (packet === undefined) ended(end)
      else packet.deliver()
    }
    if (sender.open && sender.queue.length > 0 && !sender.inRound) accessOf(sender.site).up.offer(sender)
  }

  /** A frame that takes next to nothing of a line: one planned call for its whole way. */
  function sendSmall (end: End, packet: Packet): void {
    const { pair, site } = end
    const target = otherOf(end)
    const outMs = accessOf(site).up.squeeze(packet.bytes)
    if (pair.severed || !site.online) return
    const deliver = (): void => {
      if (pair.silent || !target.site.online) return
      if (roadblocks.holds(target.site, site, deliver)) return
      accessOf(target.site).down.squeeze(packet.bytes)
      if (target.open) packet.deliver()
    }
    const inOrder = (ms: number): number => (end.smallArrivesMs = Math.max(end.smallArrivesMs, ms))
    const wayMs = site.latencyMs + jitter(site) + jitter(target.site)
    const { relay } = pair
    if (relay === undefined) return void clock.at(inOrder(outMs + wayMs + target.site.latencyMs), deliver)
    clock.at(inOrder(outMs + wayMs + relay.latencyMs), () => {
      overRelay(pair, relay, packet.bytes, relay.latencyMs + target.site.latencyMs, deliver)
    })
  }

  // ------------------------------------------------------------ the life of a wire

  function ended (end: End): void {
    if (!end.open) return
    end.open = false
    for (const { packet } of end.queue.splice(0)) packet?.dropped?.()
    end.pair.onClose(end.which)
  }

  function sever (pair: Pair): void {
    if (pair.severed) return
    pair.severed = true
    for (const end of pair.ends) {
      const wayMs = end.site.latencyMs + (pair.relay?.latencyMs ?? 0)
      clock.after(wayMs, () => land(end, NEWS))
    }
  }

  function makeEnd (pair: Pair, which: 0 | 1, site: Site): End {
    const end: End = {
      site,
      pair,
      which,
      open: true,
      queue: [],
      deficit: 0,
      inRound: false,
      urgentsOut: 0,
      flightBytes: 0,
      notBeforeMs: 0,
      asleep: false,
      arrivesMs: 0,
      smallArrivesMs: 0,
      arrivals: { queue: [], deficit: 0, inRound: false, end: undefined as unknown as End },
      send (packet, urgent) {
        if (!end.open) return packet.dropped?.()
        if (urgent && packet.bytes <= SMALL_BYTES && end.urgentsOut === 0) return sendSmall(end, packet)
        const load: Load = { bytes: packet.bytes, packet, urgent }
        if (urgent) {
          end.urgentsOut++
          const behind = end.queue.findIndex(other => !other.urgent)
          end.queue.splice(behind < 0 ? end.queue.length : behind, 0, load)
        } else end.queue.push(load)
        if (!end.inRound) accessOf(site).up.offer(end)
      },
      withdraw (match) {
        const { queue } = end
        const gone: Packet[] = []
        let kept = 0
        for (const load of queue) {
          const { packet } = load
          if (packet?.tag !== undefined && match(packet.tag)) gone.push(packet)
          else queue[kept++] = load
        }
        queue.length = kept
        for (const packet of gone) packet.dropped?.()
      },
      close () {
        if (!end.open) return
        ended(end)
        end.arrivesMs = Math.max(end.arrivesMs, end.smallArrivesMs)
        travel(end, NEWS)
      },
      sever: () => sever(pair),
      silence () { pair.silent = true },
    }
    end.arrivals.end = end
    return end
  }

  return {
    attach (site) {
      accesses.set(site, {
        up: createLine({ clock, speed: () => site.up, mayPass, passed: departed }),
        down: createLine({ clock, speed: () => site.down, mayPass: () => true, passed: arrived }),
      })
    },
    connect (from, to, { relay, kind = 'plain', onClose }) {
      const pair: Pair = { relay, transport: TRANSPORTS[kind], ends: [], silent: false, severed: false, onClose }
      const ends: [End, End] = [makeEnd(pair, 0, from), makeEnd(pair, 1, to)]
      pair.ends.push(...ends)
      relay?.carry(ends[0], clock.nowMs)
      // A relay ends a connection whose time is up even when nothing passes.
      if (relay !== undefined && relay.limitMs < Infinity) clock.after(relay.limitMs, () => sever(pair))
      return ends
    },
    oneWayMs,
    reaches: (from, to) => !roadblocks.between(from, to),
    hold: roadblocks.hold,
    release: roadblocks.release,
    partition: roadblocks.partition,
    heal: roadblocks.heal,
  }
}
