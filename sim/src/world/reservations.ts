import type { Address, Event, PeerId, PrivacyClass } from '@passel/core/machines'
import type { VirtualClock } from '@passel/core/testing'
import type { Site } from './network-types.ts'
import type { VirtualRelay } from './relay.ts'

/** What reservations need of the peer that holds them. */
export interface ReservationsHost {
  readonly clock: VirtualClock
  readonly site: Site
  id (privacy: PrivacyClass): PeerId
  relayAt (address: Address): VirtualRelay | undefined
  emit (event: Event): void
  /** Runs unless the peer has stopped by then. */
  later (ms: number, run: () => void): void
  /** Our addresses of a class have changed. */
  changed (privacy: PrivacyClass): void
}

/** Where one peer can be dialled through relays. */
export interface Reservations {
  addresses (privacy: PrivacyClass): Address[]
  reserve (privacy: PrivacyClass, relay: Address): void
  unreserve (privacy: PrivacyClass, relay: Address): void
  /** The network is gone, and with it every reservation. */
  loseAll (): void
  /** Forgets all without a word. */
  reset (): void
}

/** Round trips until a reservation stands: transport, noise, the request. */
const RESERVE_ROUND_TRIPS = 4

/** Part of a reservation's time after which it is renewed. */
const RENEW_AT = 0.75

interface Held { readonly privacy: PrivacyClass, readonly relay: Address, readonly address: Address }

/** Creates the reservations of a peer that has none. */
export function createReservations (host: ReservationsHost): Reservations {
  const { clock, site } = host
  let held: Held[] = []

  function lose (which: Held): void {
    if (!held.includes(which)) return
    held = held.filter(each => each !== which)
    host.emit({ type: 'relay', privacy: which.privacy, relay: which.relay, state: 'lost' })
    host.changed(which.privacy)
  }

  /** Renews it before it runs out, as clients do. */
  function keep (which: Held, relay: VirtualRelay): void {
    host.later(relay.reservationMs * RENEW_AT, () => {
      if (!held.includes(which)) return
      if (site.online && relay.reserve(host.id(which.privacy), clock.nowMs)) keep(which, relay)
      else lose(which)
    })
  }

  return {
    addresses: privacy => held.filter(each => each.privacy === privacy).map(({ address }) => address),
    reserve (privacy, address) {
      const relay = host.relayAt(address)
      const roundTripMs = 2 * (site.latencyMs + (relay?.latencyMs ?? 0))
      host.later(RESERVE_ROUND_TRIPS * roundTripMs, () => {
        if (relay === undefined || !site.online || !relay.reserve(host.id(privacy), clock.nowMs)) {
          host.emit({ type: 'relay', privacy, relay: address, state: 'refused' })
          return
        }
        const reservation = { privacy, relay: address, address: `${address}/p2p-circuit/p2p/${host.id(privacy)}` }
        held = [...held.filter(each => each.privacy !== privacy || each.relay !== address), reservation]
        keep(reservation, relay)
        relay.onDeath.add(() => clock.after(site.latencyMs, () => lose(reservation)))
        host.emit({ type: 'relay', privacy, relay: address, state: 'reserved', address: reservation.address })
        host.changed(privacy)
      })
    },
    unreserve (privacy, address) {
      host.relayAt(address)?.reservations.delete(host.id(privacy))
      const before = held.length
      held = held.filter(each => each.privacy !== privacy || each.relay !== address)
      if (held.length < before) host.changed(privacy)
    },
    loseAll () { for (const each of held) lose(each) },
    reset () { held = [] },
  }
}
