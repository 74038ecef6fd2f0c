import type { Address, PeerId } from '../ids.ts'
import type { SystemPort } from '../ports.ts'

/** A relay of a memory network. */
export interface MemoryRelay {
  readonly address: Address
  /** Takes it down: places are lost, circuits cut. */
  drop (): void
  /** Brings it back with the same address, and nobody's place. */
  restore (): void
}

type Report = (state: 'reserved' | 'refused' | 'lost', address?: Address) => void

interface Relay { up: boolean, readonly limitBytes: number, readonly places: Map<PeerId, Report> }

export interface MemoryRelays {
  add (limitBytes: number): MemoryRelay
  isUp (relay: Address): boolean
  limitOf (relay: Address): number
  /** Whether a peer can be reached through a relay. */
  has (relay: Address, peer: PeerId): boolean
  circuitsOf (peer: PeerId): Address[]
  reserve (relay: Address, peer: PeerId, report: Report): void
  unreserve (relay: Address, peer: PeerId): void
  /** A peer lost its network: it is told of each place that is gone. */
  lose (peer: PeerId): void
  /** A peer closed. */
  forget (peer: PeerId): void
}

export function createMemoryRelays (
  system: SystemPort, latencyMs: number, cut: (relay: Address) => void,
): MemoryRelays {
  const relays = new Map<Address, Relay>()
  /** Questions whose answer is on the way. */
  const asking = new Map<string, object>()

  const circuit = (relay: Address, peer: PeerId): Address => `${relay}/p2p-circuit/p2p/${peer}`

  return {
    add (limitBytes) {
      const name = `relay-${relays.size + 1}`
      const address = `/memory/${name}/p2p/${name}`
      const relay: Relay = { up: true, limitBytes, places: new Map() }
      relays.set(address, relay)
      return {
        address,
        drop () {
          relay.up = false
          const lost = [...relay.places.values()]
          relay.places.clear()
          cut(address)
          for (const report of lost) report('lost')
        },
        restore () { relay.up = true },
      }
    },
    isUp: (relay) => relays.get(relay)?.up === true,
    limitOf: (relay) => relays.get(relay)?.limitBytes ?? Infinity,
    has: (relay, peer) => relays.get(relay)?.places.has(peer) === true,
    circuitsOf: (peer) =>
      [...relays].filter(([, { places }]) => places.has(peer)).map(([relay]) => circuit(relay, peer)),
    reserve (address, peer, report) {
      const question = circuit(address, peer)
      const relay = relays.get(address)
      if (relay?.places.has(peer) === true) return report('reserved', question)
      if (asking.has(question)) return
      const token = {}
      asking.set(question, token)
      system.alarm(2 * latencyMs, () => {
        if (asking.get(question) !== token) return
        asking.delete(question)
        if (relay?.up !== true) return report('refused')
        relay.places.set(peer, report)
        report('reserved', question)
      })
    },
    unreserve (address, peer) {
      asking.delete(circuit(address, peer))
      relays.get(address)?.places.delete(peer)
    },
    lose (peer) {
      for (const { places } of relays.values()) {
        const report = places.get(peer)
        places.delete(peer)
        report?.('lost')
      }
    },
    forget (peer) {
      for (const address of relays.keys()) asking.delete(circuit(address, peer))
      for (const { places } of relays.values()) places.delete(peer)
    },
  }
}
