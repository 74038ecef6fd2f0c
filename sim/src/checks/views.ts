/**
 * Who sees what. Each member's view is recorded (every address that reached its machines, by class) and searched: in
 * class `relayed` there is no address in it at which another member can be reached but through a relay of the
 * application. A stranger's is empty because nothing is said without a proof (requests.ts); relays and Waku's nodes get
 * sizes, times and ends only, which is how the world is built.
 */
import { payloadOf, type Address, type PrivacyClass, type SwarmNo } from '@passel/core/machines'
import type { Hint, SignalBody } from '@passel/core/pure'
import type { Observer, VirtualHost } from '../world/index.ts'
import type { Channels } from './channels.ts'
import type { Properties } from './properties.ts'

const NO_ADDRESS = 'in class relayed no member sees an address of another'
const OWN_RELAYS = 'in class relayed only the application\'s relays are used'
const CIRCUITS = 'in class relayed every connection is a circuit'

/** Addresses that have reached one peer, by class. */
export type View = Readonly<Record<PrivacyClass, ReadonlySet<Address>>>

export interface Views extends Observer {
  of (host: VirtualHost): View
}

/** Creates empty views; `channels` must have seen each event before. */
export function recordViews (
  properties: Properties, channels: Channels, honest: (host: VirtualHost) => boolean
): Views {
  const byHost = new Map<VirtualHost, Record<PrivacyClass, Set<Address>>>()

  function of (host: VirtualHost): Record<PrivacyClass, Set<Address>> {
    let view = byHost.get(host)
    if (view === undefined) byHost.set(host, view = { direct: new Set(), relayed: new Set() })
    return view
  }

  function see (host: VirtualHost, privacy: PrivacyClass, addresses: readonly Address[]): void {
    const view = of(host)[privacy]
    for (const address of addresses) {
      if (view.has(address)) continue
      view.add(address)
      if (privacy === 'direct') continue
      properties.always(NO_ADDRESS, address.includes('/p2p-circuit'), () => `${host.name} sees ${address}`)
    }
  }

  const privacyOf = (host: VirtualHost, swarm: SwarmNo | undefined): PrivacyClass | undefined =>
    swarm === undefined ? undefined : host.store.record(swarm)?.payload.privacy
  const addressesOf = (hints: readonly Hint[]): Address[] => hints.flatMap(({ addresses }) => addresses)
  const saidIn = (body: SignalBody): Hint[] => body.type === 'holders' ? [...body.holders] : [body.from]

  function used (host: VirtualHost, what: string, address: Address): void {
    if (!honest(host)) return
    const isOurs = host.relays.some(relay => address.startsWith(relay))
    properties.always(OWN_RELAYS, isOurs, () => `${host.name}: ${what} ${address}`)
  }

  return {
    of,
    handled (host, event, effects) {
      switch (event.type) {
        case 'add': {
          const reference = payloadOf(event.transfer.init)
          see(host, reference.privacy, addressesOf(reference.hints))
          break
        }
        case 'conn-up':
          see(host, event.privacy, [event.address])
          if (event.privacy === 'relayed') {
            properties.always(CIRCUITS, event.path === 'relayed', () => `${host.name} and ${event.peer}`)
          }
          break
        case 'frame': {
          const privacy = privacyOf(host, channels.of(host).get(event.chan)?.swarm)
          if (event.frame.type === 'peers' && privacy !== undefined) see(host, privacy, addressesOf(event.frame.peers))
          break
        }
        case 'signal': {
          const privacy = privacyOf(host, event.swarm)
          if (privacy !== undefined) see(host, privacy, addressesOf(saidIn(event.body)))
          break
        }
        default:
      }
      for (const effect of effects) {
        if (effect.type === 'dial' && effect.privacy === 'relayed') {
          for (const address of effect.addresses) used(host, 'dials', address)
        } else if (effect.type === 'reserve' && effect.privacy === 'relayed') used(host, 'reserves', effect.relay)
      }
    },
  }
}
