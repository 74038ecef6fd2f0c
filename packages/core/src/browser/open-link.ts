/** What is loaded with the first link: libp2p, its transports and keys. */
import { createLibp2pLink, type Libp2pLink } from '../adapters/libp2p/index.ts'
import type { PrivacyClass } from '../ids.ts'
import type { LinkListener } from '../ports.ts'
import { identityOf } from './identity.ts'
import type { BrowserNetwork } from './network.ts'

export interface OpenLinkOptions {
  readonly home: string
  readonly privacy: PrivacyClass
  readonly listener: LinkListener
  readonly network: BrowserNetwork
}

export async function openLink ({ home, privacy, listener, network }: OpenLinkOptions): Promise<Libp2pLink> {
  const { iceServers = [], allowLocal = false } = network
  return await createLibp2pLink({
    privacy,
    listener,
    identity: await identityOf(home, privacy),
    iceServers,
    allowLocal,
  })
}
