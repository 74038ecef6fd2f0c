import type { PasselErrorCode } from '../errors.ts'
import type { BundleEntry, TimeSpan } from './pure/entry.ts'
import type { ArchivedMessage } from './pure/message.ts'
import type { Budget } from './pure/select.ts'

/** What is wanted of an archive. */
export type Wish =
  | { readonly want: 'all' }
  /** Messages of a time span (ms, both ends included). */
  | { readonly want: 'span' } & TimeSpan
  /** "I just joined": the newest bundles that a budget allows. */
  | { readonly want: 'recent' } & Budget
  /**
   * Messages that SDS or Waku's store misses: SDS message ids, or message hashes in hexadecimal. `nearMs`: only bundles
   * of that time (ms, both ends included) are searched.
   */
  | { readonly want: 'ids', readonly ids: readonly string[], readonly nearMs?: TimeSpan }

/** Something that could not be restored; everything else was. */
export interface Trouble {
  readonly code: PasselErrorCode
  readonly message: string
  /** The time of what is missing; undefined when a part of the index is. */
  readonly span?: TimeSpan
}

/** Some messages in order of time, no message twice. */
export interface RestoredPage {
  readonly messages: readonly ArchivedMessage[]
  readonly troubles: readonly Trouble[]
  /** Bundles chosen so far, and those of them that were read. */
  readonly bundles: { readonly chosen: number, readonly read: number }
}

/** A bundle of an archive, for a list. */
export interface ArchivedBundle extends Pick<BundleEntry, 'fromMs' | 'toMs' | 'count' | 'bytes'> {
  /** Whose: `author`, or the key of another publisher. */
  readonly lane: string
}
