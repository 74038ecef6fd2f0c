/**
 * Opens a new libp2p connection to a peer and the Passel stream on it. Past libp2p's dial queue, which joins dials to
 * one peer and answers with a connection it has: here a relayed and a direct connection to one peer live side by side,
 * and each dial means its own.
 */
import type { Connection, Stream } from '@libp2p/interface'
import type { Address, Path, PeerId } from '../../ids.ts'
import { CLOSE_TIMEOUT_MS, DIAL_STAGGER_MS, UPGRADE_STAGGER_MS } from '../../limits.ts'
import { DialError, toDialError } from './dial-error.ts'
import { openEarlyStream } from './early-stream.ts'
import { firstOf } from './first-of.ts'
import type { PasselNode } from './node.ts'
import type { Relays } from './relays.ts'
import { routesTo, type Route } from './routes.ts'

/** The protocol of the one long-lived stream that every connection between members carries. */
export const SWARM_PROTOCOL = '/passel/swarm/1'

export interface Opened {
  readonly connection: Connection
  readonly stream: Stream
  /** What comes in before the first frame: the other side's word that it speaks the protocol. */
  readonly answer?: Uint8Array
}

export type Dial = (peer: PeerId, addresses: readonly Address[], path: Path, signal: AbortSignal) => Promise<Opened>

/** A dialler of one node; what it opens has no reader yet. Rejects with `DialError`. */
export function createDial (node: PasselNode, relays: Relays): Dial {
  const { libp2p, parts } = node

  return async (peer, addresses, path, signal) => {
    const routes = routesTo(peer, addresses, path)
      .filter(({ target }) => parts.transportManager.dialTransportForMultiaddr(target) !== undefined)
    if (routes.length === 0) throw new DialError('no-address', `no ${path} address of ${peer} that this node can dial`)
    try {
      return await firstOf(routes, take, {
        staggerMs: ({ kind }) => kind === 'upgrade' ? UPGRADE_STAGGER_MS : DIAL_STAGGER_MS,
        signal,
        discard: ({ connection }) => hangUp(connection),
      })
    } catch (error) {
      throw toDialError(error, signal)
    }
  }

  async function take (route: Route, signal: AbortSignal): Promise<Opened> {
    switch (route.kind) {
      case 'transport': return await open(route, signal)
      case 'circuit': return await relays.through(route.relay, signal, () => open(route, signal))
      case 'upgrade': return await relays.through(route.relay, signal, () => upgrade(route, signal))
    }
  }

  async function open (route: Route, signal: AbortSignal): Promise<Opened> {
    if (route.kind === 'transport' && await parts.connectionGater.denyDialMultiaddr?.(route.target) === true) {
      throw new DialError('no-address', 'this platform refuses private addresses and plain WebSockets')
    }
    const connection = await parts.transportManager.dial(route.target, { signal })
    try {
      // At the end of a circuit is who has a place at its relay: round trips are long there, and no is the exception.
      const early = route.kind === 'circuit' ? await openEarlyStream(connection, SWARM_PROTOCOL, signal) : undefined
      if (early !== undefined) return { connection, ...early }
      const stream = await connection.newStream([SWARM_PROTOCOL], { signal, runOnLimitedConnection: true })
      return { connection, stream }
    } catch (error) {
      hangUp(connection)
      throw error
    }
  }

  /** An upgrade is signalled over any connection to the peer; where there is none, over a circuit made for it. */
  async function upgrade (route: Route & { kind: 'upgrade' }, signal: AbortSignal): Promise<Opened> {
    const isPeer = (connection: Connection): boolean => connection.remotePeer.toString() === peerOf(route)
    if (libp2p.getConnections().some(isPeer)) return await open(route, signal)
    const circuit = await parts.transportManager.dial(route.circuit, { signal })
    try {
      return await open(route, signal)
    } finally {
      hangUp(circuit)
    }
  }
}

function peerOf (route: Route & { kind: 'upgrade' }): PeerId | undefined {
  return route.target.getComponents().at(-1)?.value
}

/** Closes a connection politely, and otherwise all the same. */
export function hangUp (connection: Connection): void {
  connection.close({ signal: AbortSignal.timeout(CLOSE_TIMEOUT_MS) })
    .catch((error: unknown) => connection.abort(error instanceof Error ? error : new Error(String(error))))
}
