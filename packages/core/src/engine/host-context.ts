import type { PrivacyClass, SwarmNo } from '../ids.ts'
import type { Event } from '../machines/event.ts'
import type { CreateLinkPort, CreateSignalPort, StorePort, SwarmKeys, SystemPort } from '../ports.ts'
import type { PayloadKeys } from '../pure/keys.ts'

/** What the sides of the host know of each payload. */
export interface HostedSwarm extends SwarmKeys {
  readonly privacy: PrivacyClass
  readonly bucket: number
  readonly keys: PayloadKeys
}

export interface HostPorts {
  readonly system: SystemPort
  readonly store: StorePort
  readonly createLink: CreateLinkPort
  readonly createSignals: CreateSignalPort | null
}

/** What a side may use of the host. */
export interface HostContext {
  readonly ports: HostPorts
  readonly swarms: ReadonlyMap<SwarmNo, HostedSwarm>
  dispatch (event: Event): void
  trouble (where: string, error: unknown): void
}
