import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Engine } from '../engine/engine.ts'
import { MAX_PAST_MS, MAX_SEEN_MESSAGES } from '../limits.ts'
import type { CreateSignalPort, SystemPort } from '../ports.ts'
import { createAnnouncing } from './announcing.ts'
import { walkIndex, type PartCache, type WalkNeeds } from './index-walk.ts'
import { SeenHashes } from './machines/seen.ts'
import { formatAnnouncement, parseAnnouncement } from './pure/announcement.ts'
import { restore } from './restore.ts'
import type { ArchivedBundle, RestoredPage, Wish } from './wish.ts'

export interface ReaderOptions {
  /** Any announcement of the series (`passel-series:...`), however old. */
  readonly series: string
  /** Milliseconds without a byte after which a bundle is told as missing and the next one read. @default 60 s */
  readonly patienceMs?: number
  /** Buckets that the application's announcements share; all members use one number. @default 4 */
  readonly buckets?: number
  /** Milliseconds of the past in which announcements are looked up. @default 30 days */
  readonly lookBackMs?: number
  /** Told of announcements that were refused, and of Waku being away. */
  readonly onTrouble?: (error: unknown) => void
}

/** What is known of a series without fetching anything. Immutable. */
export interface ArchiveState {
  readonly bundles: number
  readonly messages: number
  readonly publishers: readonly {
    /** `author`, or the key of a publisher beside it. */
    readonly name: string
    readonly sequence: number
    readonly announcedAtMs: number
    /** Somebody publishes with this key from two places; what both published before stays good. */
    readonly conflict: boolean
  }[]
}

/** Follows one series and restores from it. */
export interface ArchiveReader {
  readonly state: StoreApi<ArchiveState>
  /** The newest announcement of the author, to be passed on; or the one it began with. */
  text (): string
  /** An announcement that came another way, as a chat message does. Throws `series-malformed`, `series-newer`. */
  hear (text: string): Promise<void>
  /** Asks Waku's store for newer announcements. Fails with `waku-unreachable` or `canceled`. */
  refresh (signal?: AbortSignal): Promise<void>
  /** Bundles from the newest part of the index on; stop when you have enough. */
  list (signal?: AbortSignal): AsyncIterable<readonly ArchivedBundle[]>
  /** Pages of messages in order of time. A message that this reader gave before does not come again. */
  restore (wish: Wish, signal?: AbortSignal): AsyncIterable<RestoredPage>
  close (): Promise<void>
}

const DEFAULT_PATIENCE_MS = 60_000
const DEFAULT_BUCKETS = 4

export async function openReader (
  system: SystemPort, engine: Engine, waku: CreateSignalPort | null, options: ReaderOptions
): Promise<ArchiveReader> {
  const { bytes, announcement } = parseAnnouncement(options.series)
  const { onTrouble = () => 'nobody asked' } = options
  const { root, secret } = announcement.content
  const cache: PartCache = new Map()
  const seen = new SeenHashes(MAX_SEEN_MESSAGES)
  const state = createStore<ArchiveState>(() => ({ bundles: 0, messages: 0, publishers: [] }))

  const announcing = await createAnnouncing({
    system, waku, root, secret, onTrouble, buckets: options.buckets ?? DEFAULT_BUCKETS,
    onLane: () => {
      const lanes = announcing.lanes()
      state.setState({
        bundles: lanes.reduce((sum, lane) => sum + lane.announcement.bundles, 0),
        messages: lanes.reduce((sum, lane) => sum + lane.announcement.count, 0),
        publishers: lanes.map(({ name, announcement: { sequence, atMs }, conflict }) => (
          { name, sequence, announcedAtMs: atMs, conflict: conflict !== undefined }
        ))
      }, true)
    }
  })
  await announcing.hear(bytes)
  const refresh = (signal?: AbortSignal): Promise<void> =>
    announcing.lookUp(system.now().wall - (options.lookBackMs ?? MAX_PAST_MS), signal)

  function needs (signal: AbortSignal | undefined): WalkNeeds {
    return { system, engine, cache, signal, patienceMs: options.patienceMs ?? DEFAULT_PATIENCE_MS }
  }

  return {
    state,
    text: () => formatAnnouncement(announcing.lanes().find(({ name }) => name === 'author')?.bytes ?? bytes),
    hear: (text) => announcing.hear(parseAnnouncement(text).bytes),
    refresh,
    list: async function * (signal) {
      for (const lane of announcing.lanes()) {
        for await (const { bundles } of walkIndex(needs(signal), lane, () => true)) {
          yield bundles.map(({ fromMs, toMs, count, bytes: size }) => (
            { lane: lane.name, fromMs, toMs, count, bytes: size }
          )).reverse()
        }
      }
    },
    restore: async function * (wish, signal) {
      const lanes = announcing.lanes()
      // The newest part is small and leads to members: whoever has it has bundles, and its links are used for them.
      for (const { announcement: { part } } of lanes) engine.receive(part.reference).catch(onTrouble)
      yield * restore(needs(signal), lanes, wish, seen)
    },
    close: () => announcing.close()
  }
}
