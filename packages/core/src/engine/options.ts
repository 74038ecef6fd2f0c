import type { Address, Instant, PrivacyClass } from '../ids.ts'
import type { Effect } from '../machines/effect.ts'
import type { Event } from '../machines/event.ts'
import type { KeeperPort } from './host-context.ts'
import type {
  Audience, CreateLinkPort, CreateSignalPort, SourceRef, StorePort, SystemPort, TargetRef, Until
} from '../ports.ts'

/** What a platform provides; presets make it (`@passel/node`, `@passel/core/browser`). */
export interface Platform {
  readonly system: SystemPort
  readonly store: StorePort
  readonly createLink: CreateLinkPort
  /** Bytes of a file, where sources can be paths; rejects with `source-missing`. */
  readonly fileSize?: (path: string) => Promise<number>
}

export interface EngineOptions {
  readonly platform: Platform
  /** How members find each other: `wakuSignals(...)`. Without it only references' hints and old friends are dialled. */
  readonly signals?: CreateSignalPort
  /** Circuit relays to be reachable through, as multiaddrs. */
  readonly relays?: readonly Address[]
  /**
   * Keepers that may be asked to keep what is sent with `holders` or `until: 'held'`, as multiaddrs that end in
   * `/p2p/ID`. Class `relayed` reaches those whose address is a circuit through one of the relays.
   */
  readonly keepers?: readonly Address[]
  /** What the keepers' operator gave this application, shown with each deposit. */
  readonly keeperGrant?: Uint8Array
  /** Decides whether to keep columns for somebody who asks; `hold` does the keeping. @default nobody is kept for */
  readonly onDeposit?: KeeperPort
  /** @default unlimited, in bytes per second for the whole engine */
  readonly uploadBytesPerSecond?: number
  /** @default unlimited, in bytes per second for the whole engine */
  readonly downloadBytesPerSecond?: number
  /** Transfers that move bytes at once; more wait their turn. @default 16 */
  readonly maxActive?: number
  /** Buckets that the application's swarms share; all its members must use one number. @default 16 */
  readonly buckets?: number
  /** Seed of the machines' random choices. @default random; give one to repeat a run */
  readonly seed?: number
  /**
   * Told of each event and the effects it had, for bug reports: addresses and chunk numbers, never bytes. An `add`
   * event holds the reference and its secret, which must be left out of what is written down. @default off
   */
  readonly onEvent?: (now: Instant, event: Event, effects: readonly Effect[]) => void
  /** Told of port failures that the engine survives. @default ignored */
  readonly onTrouble?: (where: string, error: unknown) => void
}

/** What can be sent: something readable again, or a stream read once. */
export type SendSource = SourceRef | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

export interface SendOptions {
  /** Shown to recipients before the first byte. @default the file's own name */
  readonly name?: string
  readonly mediaType?: string
  /** True size in bytes, if known. */
  readonly size?: number
  /** Encoded image, at most 4 kB, shown before the first byte. */
  readonly thumbnail?: Uint8Array
  /** @default 'direct' */
  readonly privacy?: PrivacyClass
  /**
   * `one` recipient, whose receipt ends the payload, or a `group`: then nobody's receipt ends it, and members go on
   * giving to each other until its time is up. @default 'one'
   */
  readonly audience?: Audience
  /**
   * Has keepers and members that lend space hold it, so that it outlives this engine: any `need` of `of` columns are
   * enough, each with a holder of its own. `need` 1 stores `of` whole copies. @default one copy, for `until: 'held'`
   */
  readonly holders?: { readonly need: number, readonly of: number }
  /**
   * When the transfer counts as done: `held` once enough columns were read back from their holders, whoever reads the
   * payload; a group's is never `received`. @default 'received', for a group 'forever'
   */
  readonly until?: Until
  /** Milliseconds after which nobody keeps the payload. @default 7 days */
  readonly timeToLiveMs?: number
  /** `bundle`: part of an archive (`@passel/core/archive`). @default what the source is */
  readonly kind?: 'bundle'
}

/** What somebody adds who may not hear the answer and then asks again: a page whose other tab runs the engine. */
export interface RepeatableSendOptions extends SendOptions {
  /** 32 random bytes, for this source alone: sent with the same ones again it is the same transfer. */
  readonly secret?: Uint8Array
}

export interface ReceiveOptions {
  /** Where the verified bytes go. @default inside the store */
  readonly target?: TargetRef
}
