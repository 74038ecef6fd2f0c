/**
 * When messages become a bundle, and when small bundles become a larger one. Merging goes by tiers, as log-structured
 * stores do: eight neighbours of one tier become one of the next, so that a message is written again once for each
 * tier and an index stays short. What is merged is published anew; bundles once announced never change.
 */
import type { BundleEntry } from './entry.ts'

export interface BundlePolicy {
  /** Milliseconds that the oldest message waits. */
  readonly everyMs: number
  readonly maxMessages: number
  /** Bytes of payloads that wait. */
  readonly maxBytes: number
  /** Bundles of one tier that become one of the next. */
  readonly mergeCount: number
  /** Compressed bytes from which on a bundle is left alone. */
  readonly mergeBelowBytes: number
}

/** What waits to be bundled. */
export interface Pending { readonly messages: number, readonly bytes: number, readonly sinceMs: number }

/** Milliseconds until the next bundle is due; 0: now, undefined: nothing waits. */
export function bundleDueIn (policy: BundlePolicy, pending: Pending, nowMs: number): number | undefined {
  if (pending.messages === 0) return undefined
  if (pending.messages >= policy.maxMessages || pending.bytes >= policy.maxBytes) return 0
  return Math.max(0, pending.sinceMs + policy.everyMs - nowMs)
}

/** Compressed bytes below which all bundles are of the lowest tier. */
const LOWEST_TIER_BYTES = 32 * 1024

function tierOf ({ mergeCount }: BundlePolicy, { bytes }: BundleEntry): number {
  return bytes <= LOWEST_TIER_BYTES ? 0 : Math.ceil(Math.log(bytes / LOWEST_TIER_BYTES) / Math.log(mergeCount))
}

/**
 * The places of bundles to be merged into one, in the order in which they were published; undefined when none are.
 * Those that came late, reaching back behind their predecessors, are merged with each other only: put together with
 * neighbours they would give a bundle that spans all that time, and whoever wants a day of it would fetch it.
 */
export function chooseMerge (policy: BundlePolicy, entries: readonly BundleEntry[]): number[] | undefined {
  const [inOrder, late]: [number[], number[]] = [[], []]
  let reachedMs = -Infinity
  for (const [i, { fromMs, toMs }] of entries.entries()) {
    (fromMs < reachedMs ? late : inOrder).push(i)
    reachedMs = Math.max(reachedMs, toMs)
  }
  return runOfTier(policy, entries, inOrder) ?? runOfTier(policy, entries, late)
}

/** The first `mergeCount` neighbours of one tier. */
function runOfTier (
  policy: BundlePolicy, entries: readonly BundleEntry[], places: readonly number[]
): number[] | undefined {
  let run: number[] = []
  let tier = -1
  for (const place of places) {
    const entry = entries[place] as BundleEntry
    const own = entry.bytes >= policy.mergeBelowBytes ? -1 : tierOf(policy, entry)
    if (own < 0 || own !== tier) run = []
    tier = own
    if (own >= 0) run.push(place)
    if (run.length === policy.mergeCount) return run
  }
  return undefined
}
