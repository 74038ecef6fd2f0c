import type { PrivacyClass, SwarmNo } from '../ids.ts'
import type { Event } from '../machines/event.ts'
import type { CreateLinkPort, CreateSignalPort, LinkListener, StorePort, SwarmKeys, SystemPort } from '../ports.ts'
import type { HeldPayload } from '../pure/held-payload.ts'
import type { PayloadKeys } from '../pure/keys.ts'

/** What the sides of the host know of each payload. */
export interface HostedSwarm extends SwarmKeys {
  readonly privacy: PrivacyClass
  readonly bucket: number
  /** To read and send signals; a holder that cannot read has none. */
  readonly keys: PayloadKeys | undefined
  /** What a keeper is given of it. */
  readonly held: HeldPayload
}

export interface HostPorts {
  readonly system: SystemPort
  readonly store: StorePort
  readonly createLink: CreateLinkPort
  readonly createSignals: CreateSignalPort | null
  /** Answers who asks us to keep something; absent: nobody is kept for. */
  readonly keeper?: KeeperPort
}

/** Decides whether to keep columns for somebody, see `LinkListener.deposit`. */
export type KeeperPort =
  (privacy: PrivacyClass, ...asked: Parameters<LinkListener['deposit']>) => ReturnType<LinkListener['deposit']>

/** What a side may use of the host. */
export interface HostContext {
  readonly ports: HostPorts
  readonly swarms: ReadonlyMap<SwarmNo, HostedSwarm>
  dispatch (event: Event): void
  trouble (where: string, error: unknown): void
}
