/**
 * Keeps us reachable: reservations on circuit relays while somebody may want to dial us. Neither libp2p's static nor
 * its discovery mode asks again after a relay restarted, and a stray relay must not make us listen on it.
 */
import type { Address, PeerId, PrivacyClass } from '../ids.ts'
import { MAX_ADDRESS_CHARS, MAX_ADDRESSES } from '../limits.ts'
import { isCircuit } from './address-book.ts'
import { createAlarms } from './alarms.ts'
import type { RelayTender, RelayTenderOptions } from './parts.ts'
import { createRelaySlots, type RelaySlots } from './relay-slots.ts'

/** Creates a tender that knows no relay. */
export function createRelayTender ({ random }: RelayTenderOptions): RelayTender {
  const alarms = createAlarms()
  const slots: Record<PrivacyClass, RelaySlots> = {
    direct: createRelaySlots('direct', random.stream('direct'), alarms),
    relayed: createRelaySlots('relayed', random.stream('relayed'), alarms),
  }
  const both = Object.values(slots)
  /** Ids of the application's relays: one may be dialled at several addresses. */
  let listed: ReadonlySet<PeerId> = new Set()

  return {
    setRelays (relays, now, out) {
      listed = new Set(relays.filter(isRelay).map(idOf))
      for (const each of both) {
        each.unlist()
        for (const relay of relays) if (isRelay(relay)) each.add(relay, true)
        each.fill(now, out)
      }
    },
    learn (relay, now, out) {
      if (!isRelay(relay)) return
      slots.direct.add(relay, false)
      slots.direct.fill(now, out)
    },
    trusts: address => isCircuit(address) && listed.has(idOf(relayOf(address))),
    need (privacy, wanted, now, out) { slots[privacy].need(wanted, now, out) },
    addresses: privacy => slots[privacy].addresses(),
    working: () => [...new Set(both.flatMap(each => each.held()))].slice(0, MAX_ADDRESSES),
    handle (event, now, out) {
      switch (event.type) {
        case 'relay': slots[event.privacy].answered(event.relay, event.state, event.address, now, out); break
        case 'online': for (const each of both) each.setOnline(event.online, now, out); break
        case 'conn-up':
          if (event.path === 'relayed') slots[event.privacy].praise(relayOf(event.address))
          break
        case 'tick': alarms.ring(now, out); break
        case 'self':
        case 'conn-down': break
      }
    },
    deadline: () => alarms.next(),
  }
}

/** The relay that a circuit address leads through. */
const relayOf = (address: Address): Address => address.split('/p2p-circuit', 1)[0]!

/** The peer id that an address ends with. */
const idOf = (address: Address): PeerId => address.slice(address.lastIndexOf('/p2p/') + '/p2p/'.length)

/** Relays are named by others too: an address with a peer id that is not itself behind a relay. */
function isRelay (relay: Address): boolean {
  if (!relay.startsWith('/') || relay.length > MAX_ADDRESS_CHARS) return false
  return relay.includes('/p2p/') && !isCircuit(relay)
}
