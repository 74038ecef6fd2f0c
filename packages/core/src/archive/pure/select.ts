/** Which bundles serve a wish. Order of the results: as to be fetched. */
import type { BundleEntry, TimeSpan } from './entry.ts'
import { overlaps } from './entry.ts'

/** How much somebody who just joined wants to fetch; whichever is reached first. */
export interface Budget {
  /** Compressed bytes. */
  readonly bytes?: number
  readonly messages?: number
  /** Not further back than this. */
  readonly fromMs?: number
}

/** Those that hold messages of a time span, oldest first. */
export function selectSpan<Entry extends BundleEntry> (entries: readonly Entry[], span: TimeSpan): Entry[] {
  return inTime(entries.filter((entry) => overlaps(entry, span)))
}

/** The newest that fit a budget, the very newest whatever its size; oldest first. */
export function selectRecent<Entry extends BundleEntry> (entries: readonly Entry[], budget: Budget): Entry[] {
  const { bytes = Infinity, messages = Infinity, fromMs = 0 } = budget
  const chosen: Entry[] = []
  let spentBytes = 0
  let spentMessages = 0
  for (const entry of [...entries].sort((a, b) => b.toMs - a.toMs || b.fromMs - a.fromMs)) {
    if (entry.toMs < fromMs) break
    spentBytes += entry.bytes
    spentMessages += entry.count
    if (chosen.length > 0 && (spentBytes > bytes || spentMessages > messages)) break
    chosen.push(entry)
  }
  return inTime(chosen)
}

/** Oldest first. */
export function inTime<Entry extends BundleEntry> (entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)
}
