import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import { MAX_DIAL_ADDRESSES } from '../../limits.ts'
import type { Address, Path, PeerId } from '../../ids.ts'

/** One way to a peer. `relay` is where the circuit of a relayed way, or the signalling of an upgrade, goes through. */
export type Route =
  | { readonly kind: 'circuit', readonly relay: Multiaddr, readonly target: Multiaddr }
  | { readonly kind: 'upgrade', readonly relay: Multiaddr, readonly target: Multiaddr, readonly circuit: Multiaddr }
  | { readonly kind: 'transport', readonly target: Multiaddr }

/**
 * The ways of a path that a peer's addresses give: circuits for `relayed`; for `direct` the direct addresses first,
 * then a WebRTC upgrade over each circuit. Addresses come from other members: what does not parse is passed over.
 */
export function routesTo (peer: PeerId, addresses: readonly Address[], path: Path): Route[] {
  const parsed = addresses.map((address) => parse(peer, address)).filter((route) => route !== undefined)
  const circuits = parsed.filter((route) => route.kind === 'circuit')
  const routes: Route[] = path === 'relayed'
    ? circuits
    : [...parsed.filter((route) => route.kind === 'transport'), ...circuits.map((route) => upgradeOver(peer, route))]
  const distinct = new Map<string, Route>()
  for (const route of routes) if (!distinct.has(nameOf(route))) distinct.set(nameOf(route), route)
  return [...distinct.values()].slice(0, MAX_DIAL_ADDRESSES)
}

/** Upgrades over two addresses of one relay differ in nothing. */
function nameOf (route: Route): string {
  return route.kind === 'upgrade' ? `over ${peerIn(route.relay) ?? ''}` : route.target.toString()
}

/** Where `peer` is dialled through a relay. */
export function circuitAddress (relay: Multiaddr, peer: PeerId): Multiaddr {
  return relay.encapsulate(`/p2p-circuit/p2p/${peer}`)
}

function upgradeOver (peer: PeerId, { relay, target }: Route & { kind: 'circuit' }): Route {
  return { kind: 'upgrade', relay, target: relay.encapsulate(`/p2p-circuit/webrtc/p2p/${peer}`), circuit: target }
}

function parse (peer: PeerId, address: Address): Route & { kind: 'circuit' | 'transport' } | undefined {
  const [before, after, more] = address.split('/p2p-circuit')
  if (before === undefined || before === '' || more !== undefined) return undefined
  try {
    if (after === undefined) {
      const target = multiaddr(before)
      const named = peerIn(target)
      if (named !== undefined && named !== peer) return undefined
      return { kind: 'transport', target: named === undefined ? target.encapsulate(`/p2p/${peer}`) : target }
    }
    const relay = multiaddr(before)
    if (peerIn(relay) === undefined) return undefined
    return { kind: 'circuit', relay, target: circuitAddress(relay, peer) }
  } catch {
    return undefined // not a multiaddr
  }
}

/** The last peer id that an address names. */
export function peerIn (address: Multiaddr): PeerId | undefined {
  return address.getComponents().findLast((part) => part.name === 'p2p')?.value
}
