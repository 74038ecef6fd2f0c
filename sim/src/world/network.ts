/**
 * Wires between sites. A packet waits for its sender's uplink (one packet of each wire in turn, so that connections
 * share it fairly), travels, passes the relay if the wire has one, and waits for the receiver's downlink. Simple on
 * purpose: no congestion control, no loss inside a wire, but wires that end, are cut or fall silent.
 */
import type { VirtualClock } from '@passel/core/testing'
import type { VirtualRelay } from './relay.ts'

/** Where a device is attached to the network. */
export interface Site {
  /** Bytes a second. */
  readonly up: number
  readonly down: number
  /** One way, to the middle of the network. */
  readonly latencyMs: number
  online: boolean
}

export interface Packet {
  readonly bytes: number
  /** Told at the other end. */
  readonly deliver: () => void
  /** Told when the sender's uplink has taken it. */
  readonly sent?: () => void
  /** Told instead of `sent` when the wire ends first. */
  readonly dropped?: () => void
  /** Anything to find it again while it waits. */
  readonly tag?: object
}

/** One end of a wire. */
export interface Wire {
  readonly open: boolean
  /** `urgent` packets pass those that wait and are not. */
  send (packet: Packet, urgent: boolean): void
  /** Takes back what waits and carries a tag that `match` picks; `dropped` is told. */
  withdraw (match: (tag: object) => boolean): void
  /** Ends it here at once; the other end hears of it when what is on the way has arrived. */
  close (): void
  /** Cut in the middle: nothing more passes, and both ends hear of it when what had passed has arrived. */
  sever (): void
  /** Nobody hears of anything any more. */
  silence (): void
}

export interface Network {
  attach (site: Site): void
  /** `onClose` is told once for each end, with 0 for `from`'s. */
  connect (from: Site, to: Site, relay: VirtualRelay | undefined, onClose: (end: 0 | 1) => void): [Wire, Wire]
  oneWayMs (from: Site, to: Site, relay: VirtualRelay | undefined): number
}

interface End extends Wire {
  readonly site: Site
  open: boolean
  readonly urgent: Packet[]
  readonly waiting: Packet[]
  transmit (packet: Packet): void
}

interface Access { readonly ends: End[], busy: boolean, turn: number, downFreeAtMs: number }

/** Creates a network without sites. */
export function createNetwork (clock: VirtualClock): Network {
  const accesses = new Map<Site, Access>()
  const accessOf = (site: Site): Access => accesses.get(site)!

  function pump (site: Site): void {
    const access = accessOf(site)
    if (access.busy) return
    for (let tries = access.ends.length; tries > 0; tries--) {
      access.turn = (access.turn + 1) % access.ends.length
      const end = access.ends[access.turn]!
      const packet = end.urgent.shift() ?? end.waiting.shift()
      if (packet === undefined) continue
      access.busy = true
      clock.after(packet.bytes * 1000 / site.up, () => {
        access.busy = false
        if (end.open) {
          packet.sent?.()
          end.transmit(packet)
        } else packet.dropped?.()
        pump(site)
      })
      return
    }
  }

  /** Runs `then` once the site's downlink has taken the bytes. */
  function receive (site: Site, bytes: number, then: () => void): void {
    const access = accessOf(site)
    access.downFreeAtMs = Math.max(clock.nowMs, access.downFreeAtMs) + bytes * 1000 / site.down
    clock.at(access.downFreeAtMs, then)
  }

  function detach (end: End): void {
    end.open = false
    const { ends } = accessOf(end.site)
    const index = ends.indexOf(end)
    if (index >= 0) ends.splice(index, 1)
    for (const packet of [...end.urgent.splice(0), ...end.waiting.splice(0)]) packet.dropped?.()
  }

  function connect (
    from: Site, to: Site, relay: VirtualRelay | undefined, onClose: (end: 0 | 1) => void
  ): [Wire, Wire] {
    let silent = false
    let severed = false

    function ended (end: End, which: 0 | 1): void {
      if (!end.open) return
      detach(end)
      onClose(which)
    }

    function makeEnd (which: 0 | 1, site: Site, other: () => End): End {
      const end: End = {
        site,
        open: true,
        urgent: [],
        waiting: [],
        send (packet, urgent) {
          if (!end.open) return packet.dropped?.()
          const queue = urgent ? end.urgent : end.waiting
          queue.push(packet)
          pump(site)
        },
        withdraw (match) {
          const picked = (packet: Packet): boolean => packet.tag !== undefined && match(packet.tag)
          const gone = end.waiting.filter(picked)
          end.waiting.splice(0, Infinity, ...end.waiting.filter(packet => !picked(packet)))
          for (const packet of gone) packet.dropped?.()
        },
        transmit (packet) {
          travel(site, other(), packet.bytes, () => packet.deliver())
        },
        close () {
          if (!end.open) return
          ended(end, which)
          travel(site, other(), 0, () => ended(other(), which === 0 ? 1 : 0))
        },
        sever () {
          if (severed) return
          severed = true
          for (const [side, number] of [[ends[0], 0], [ends[1], 1]] as const) {
            const wayMs = side.site.latencyMs + (relay?.latencyMs ?? 0)
            clock.after(wayMs, () => land(side, 0, () => ended(side, number)))
          }
        },
        silence () { silent = true },
      }
      return end
    }

    function travel (site: Site, target: End, bytes: number, arrive: () => void): void {
      if (severed || !site.online) return
      const lands = (afterMs: number): void => void clock.after(afterMs, () => land(target, bytes, arrive))
      if (relay === undefined) return lands(site.latencyMs + target.site.latencyMs)
      clock.after(site.latencyMs + relay.latencyMs, () => {
        if (severed) return
        const passed = relay.pass(ends[0], bytes, clock.nowMs)
        if (passed === undefined) ends[0].sever()
        else clock.at(passed, () => lands(relay.latencyMs + target.site.latencyMs))
      })
    }

    function land (target: End, bytes: number, arrive: () => void): void {
      if (silent || !target.site.online) return
      receive(target.site, bytes, () => { if (target.open && !silent) arrive() })
    }

    const ends: [End, End] = [makeEnd(0, from, () => ends[1]), makeEnd(1, to, () => ends[0])]
    for (const end of ends) accessOf(end.site).ends.push(end)
    relay?.carry(ends[0], clock.nowMs)
    return ends
  }

  return {
    attach (site) { accesses.set(site, { ends: [], busy: false, turn: -1, downFreeAtMs: 0 }) },
    connect,
    oneWayMs: (from, to, relay) => from.latencyMs + to.latencyMs + (relay === undefined ? 0 : 2 * relay.latencyMs),
  }
}
