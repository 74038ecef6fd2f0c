/**
 * Connections to circuit relays, and our places at them. A place is asked for when the relay tender says so and never
 * by itself: what was lost is reported once and forgotten (libp2p's own listening would not ask again after a relay's
 * restart, js-libp2p #3601).
 */
import type { Connection, PeerId } from '@libp2p/interface'
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr'
import type { Address } from '../../ids.ts'
import { MAX_ADDRESSES, RESERVE_TIMEOUT_MS } from '../../limits.ts'
import type { LinkListener, SystemPort } from '../../ports.ts'
import { openCircuit } from './circuit.ts'
import type { PasselNode } from './node.ts'
import { circuitAddress, peerIn } from './routes.ts'
import { watchRelays } from './watch-relays.ts'

/** A relay we chose, by the address it was given with. */
interface Choice {
  readonly cancel: AbortController
  /** Known once connected. */
  peer?: PeerId
  /** Where we are reached through it; empty until the relay said yes. */
  circuits: readonly Address[]
}

export interface Relays {
  reserve (relay: Address): void
  unreserve (relay: Address): void
  /** Our dialable circuit addresses. */
  addresses (): Address[]
  /** Runs `use` while connected to a relay; its connection counts as used meanwhile. */
  through<T> (relay: Multiaddr, signal: AbortSignal, use: () => Promise<T>): Promise<T>
  /** Whether the connection to this peer carries a place, a circuit, or a dial under way. */
  uses (peer: PeerId): boolean
  close (): void
}

export interface RelaysOptions {
  readonly system: SystemPort
  readonly node: PasselNode
  readonly report: LinkListener['relay']
  /** A connection to a relay may have become useless. */
  readonly released: (relay: PeerId) => void
}

export async function openRelays ({ system, node, report, released }: RelaysOptions): Promise<Relays> {
  const { libp2p } = node
  const self = libp2p.peerId.toString()
  const choices = new Map<Address, Choice>()
  const busy = new Map<string, number>()

  const chosen = (peer: PeerId): boolean => [...choices.values()].some((choice) => choice.peer?.equals(peer) === true)
  const circuit = await openCircuit(node, {
    isChosen: chosen,
    onRemoved: lose,
  })
  const stopWatching = watchRelays(system, libp2p, () => [...choices.values()].flatMap(({ peer }) => peer ?? []))

  function lose (peer: PeerId): void {
    for (const [relay, choice] of choices) {
      if (choice.circuits.length === 0 || choice.peer?.equals(peer) !== true) continue
      choices.delete(relay)
      report(relay, 'lost')
    }
  }

  async function ask (relay: Address, choice: Choice): Promise<void> {
    const signal = AbortSignal.any([choice.cancel.signal, AbortSignal.timeout(RESERVE_TIMEOUT_MS)])
    const given = multiaddr(relay)
    const connection = await connect(given, signal)
    choice.peer = connection.remotePeer
    const place = await circuit.reserve(connection, signal)
    signal.throwIfAborted()
    if (!libp2p.getConnections(connection.remotePeer).some(({ id }) => id === place.connection)) {
      throw new Error('the relay hung up while it answered')
    }
    const named = peerIn(given) === undefined ? given.encapsulate(`/p2p/${connection.remotePeer.toString()}`) : given
    const circuits = [named, ...place.relayAddresses].map((address) => circuitAddress(address, self).toString())
    choice.circuits = [...new Set(circuits)].slice(0, MAX_ADDRESSES)
    report(relay, 'reserved', choice.circuits[0])
  }

  async function connect (relay: Multiaddr, signal: AbortSignal): Promise<Connection> {
    const id = peerIn(relay)
    const there = libp2p.getConnections()
      .find(({ direct, status, remotePeer }) => direct && status === 'open' && remotePeer.toString() === id)
    return there ?? await libp2p.dial(relay, { signal })
  }

  async function through<T> (relay: Multiaddr, signal: AbortSignal, use: () => Promise<T>): Promise<T> {
    const id = peerIn(relay) ?? ''
    busy.set(id, (busy.get(id) ?? 0) + 1)
    try {
      await connect(relay, signal)
      return await use()
    } finally {
      const others = (busy.get(id) ?? 1) - 1
      if (others === 0) busy.delete(id)
      else busy.set(id, others)
    }
  }

  function uses (peer: PeerId): boolean {
    const id = peer.toString()
    return chosen(peer) || busy.has(id) ||
      libp2p.getConnections().some((connection) => connection.remoteAddr.toString().includes(`/p2p/${id}/p2p-circuit`))
  }

  return {
    reserve (relay) {
      const before = choices.get(relay)
      if (before !== undefined) {
        if (before.circuits.length > 0) report(relay, 'reserved', before.circuits[0])
        return // otherwise the answer under way serves both
      }
      const choice: Choice = { cancel: new AbortController(), circuits: [] }
      choices.set(relay, choice)
      ask(relay, choice).catch(() => {
        if (choices.get(relay) !== choice) return // given up meanwhile
        choices.delete(relay)
        report(relay, 'refused')
        if (choice.peer !== undefined) released(choice.peer)
      })
    },
    unreserve (relay) {
      const choice = choices.get(relay)
      if (choice === undefined) return
      choices.delete(relay)
      choice.cancel.abort()
      if (choice.peer !== undefined) released(choice.peer)
    },
    addresses: () => [...new Set([...choices.values()].flatMap((choice) => choice.circuits))],
    through,
    uses,
    close () {
      stopWatching()
      for (const choice of choices.values()) choice.cancel.abort()
      choices.clear()
    },
  }
}
