import type { Address, DialFailure, Effect, PeerId, PrivacyClass, Random } from '@passel/core/machines'
import type { VirtualLink } from './link.ts'
import type { Route } from './link-types.ts'
import type { Network, Site } from './network-types.ts'
import type { VirtualRelay } from './relay.ts'

/** What others can dial. */
export interface Dialable {
  readonly site: Site
  readonly link: VirtualLink
  readonly alive: boolean
  /** Accepts no connection from outside. */
  readonly hasNat: boolean
  id (privacy: PrivacyClass): PeerId
  /** Runs unless the peer has stopped by then. */
  later (ms: number, run: () => void): void
}

export interface DiallerOptions {
  readonly network: Network
  readonly random: Random
  /** Share of WebRTC dials that hang until their time-out although the path is there. */
  readonly hangShare: number
  relayAt (address: Address): VirtualRelay | undefined
  find (peer: PeerId): Dialable | undefined
  /** Whether a direct path between two peers behind NAT can come up at all. */
  punches (a: Dialable, b: Dialable): boolean
}

type Dial = Extract<Effect, { type: 'dial' }>

interface Plan {
  readonly kind: Route['kind']
  readonly address: Address
  readonly target: Dialable
  readonly relay: VirtualRelay | undefined
  readonly ms: number
}

/** Round trips until a Passel stream is open: transport, noise and stream; WebRTC signals over the relay before. */
const ROUND_TRIPS = { circuit: 3, plain: 3, webrtc: 5 }
/**
 * Milliseconds of work at both ends, measured with js-libp2p 3 where the network takes no time: over a relay that is
 * already connected 60 to 90 ms, and a cold data channel through it some 150 ms more.
 */
const SET_UP_MS = { circuit: 60, plain: 20, webrtc: 150 }

/** Dials, and calls `done` once it is known how that went; the result calls it off. */
export type Dialler = (from: Dialable, dial: Dial, done: (failure?: DialFailure) => void) => () => void

/** Returns a function that dials and tells once how it went, after both ends of the connection are up. */
export function createDialler (options: DiallerOptions): Dialler {
  const { network, random } = options

  /** The first address that leads somewhere; otherwise why none does. */
  function plan (from: Dialable, { peer, addresses, path, privacy }: Dial): Plan | DialFailure {
    let failure: DialFailure = 'no-address'
    for (const address of addresses) {
      const circuit = address.includes('/p2p-circuit')
      if (path === 'relayed' && !circuit) continue
      const relay = options.relayAt(address)
      const target = options.find(peer)
      failure = 'refused'
      if (target === undefined || !target.alive || !target.site.online || target.id(privacy) !== peer) continue
      if (circuit && (relay === undefined || !relay.alive || !relay.reservations.has(peer))) continue
      const kind = path === 'relayed' ? 'circuit' : circuit ? 'webrtc' : 'plain'
      if (kind === 'plain' && target.hasNat) continue
      if (!network.reaches(from.site, target.site)) {
        failure = 'timeout'
        continue
      }
      if (kind === 'webrtc') {
        failure = 'timeout'
        const comesUp = privacy === 'direct' && options.punches(from, target) && random.next() >= options.hangShare
        if (!comesUp) continue
      }
      const ms = SET_UP_MS[kind] + 2 * ROUND_TRIPS[kind] * network.oneWayMs(from.site, target.site, relay)
      return { kind, address, target, relay: kind === 'circuit' ? relay : undefined, ms }
    }
    return failure
  }

  function connect (from: Dialable, { kind, address, target, relay }: Plan, privacy: PrivacyClass): void {
    const [here, there] = network.connect(from.site, target.site, {
      relay, kind, onClose: end => (end === 0 ? dialler : listener).down()
    })
    const listener = target.link.connect(privacy, { kind, peer: from.id(privacy), address, dialled: false }, there)
    const dialler = from.link.connect(privacy, { kind, peer: target.id(privacy), address, dialled: true }, here)
    listener.other = dialler
    dialler.other = listener
    listener.announce()
    dialler.announce()
  }

  return (from, dial, done) => {
    let over = false
    const finish = (failure?: DialFailure): void => {
      if (over) return
      over = true
      done(failure)
    }
    from.later(dial.timeoutMs, () => finish('timeout'))
    if (!from.site.online) {
      from.later(1, () => finish('unreachable'))
      return () => finish('timeout')
    }
    const planned = plan(from, dial)
    if (typeof planned === 'string') {
      // A `timeout` hangs until the time is up.
      const afterMs = planned === 'no-address' ? 0 : 4 * from.site.latencyMs
      if (planned !== 'timeout') from.later(afterMs, () => finish(planned))
    } else {
      from.later(planned.ms, () => {
        if (over) return
        // What was there when the dial began may have gone on the way.
        const { target, relay } = planned
        const isGone = !target.alive || !target.site.online || !from.site.online || relay?.alive === false
        if (isGone) return finish('refused')
        if (!network.reaches(from.site, target.site)) return
        connect(from, planned, dial.privacy)
        finish()
      })
    }
    return () => finish('timeout')
  }
}
