/** Archives: bundles of an application's Waku messages, published as a series and restored in part. */
import { createSystem } from '../adapters/system/index.ts'
import type { Engine } from '../engine/engine.ts'
import type { CreateSignalPort } from '../ports.ts'
import { openPublisher, type ArchivePublisher, type PublisherOptions } from './publisher.ts'
import { openReader, type ArchiveReader, type ReaderOptions } from './reader.ts'
import { createSeries as createSeriesKey, handOn as handSeriesOn, type SeriesKey } from './series-key.ts'
import type { DeedRole } from './pure/series.ts'

/**
 * Publishes a series. `waku` carries announcements (`wakuSignals(...)` of `@passel/core/waku`); null: the application
 * passes `publisher.text()` on itself. Fails with `bad-option` for a wrong key, `index-malformed` for a wrong memory,
 * `not-found` when its state was lost and nobody who has the index is online.
 */
export function createArchivePublisher (
  engine: Engine, waku: CreateSignalPort | null, options: PublisherOptions
): Promise<ArchivePublisher> {
  return openPublisher(createSystem(), engine, waku, options)
}

/** Follows a series from any of its announcements. Fails with `series-malformed` or `series-newer`. */
export function createArchiveReader (
  engine: Engine, waku: CreateSignalPort | null, options: ReaderOptions
): Promise<ArchiveReader> {
  return openReader(createSystem(), engine, waku, options)
}

/** The key of a new series: whoever has it publishes. Keep it with `formatSeriesKey`. */
export function createSeries (): Promise<SeriesKey> {
  return createSeriesKey(createSystem())
}

/** A key for a successor, made in advance and kept elsewhere, or for somebody who publishes beside the author. */
export function handOn (series: SeriesKey, role: DeedRole): Promise<SeriesKey> {
  return handSeriesOn(series, role, createSystem())
}

export { defaultPolicy } from './publisher.ts'
export type { Added, ArchivePublisher, PublisherOptions } from './publisher.ts'
export type { ArchiveMemory } from './publish.ts'
export type { ArchiveReader, ArchiveState, ReaderOptions } from './reader.ts'
export type { BundlePolicy } from './pure/merge-policy.ts'
export type { Budget } from './pure/select.ts'
export type { TimeSpan } from './pure/entry.ts'
export { formatSeriesKey, parseSeriesKey } from './series-key.ts'
export type { SeriesKey } from './series-key.ts'
export type { Deed, DeedRole } from './pure/series.ts'
export type { ArchivedMessage, WakuMessage } from './pure/message.ts'
export { messageHash, messageMs } from './pure/message.ts'
export type { MessageToArchive } from './waiting.ts'
export type { ArchivedBundle, RestoredPage, Trouble, Wish } from './wish.ts'
