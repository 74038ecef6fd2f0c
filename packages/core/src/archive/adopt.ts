import { PasselError } from '../errors.ts'
import type { Engine } from '../engine/engine.ts'
import { MAX_PART_BYTES } from '../limits.ts'
import type { Lane } from './machines/following.ts'
import { receiveAll, type Patience } from './payloads.ts'
import { decodePart } from './pure/index-part.ts'
import type { SavedState } from './pure/saved-state.ts'

/**
 * The state of a publisher whose own was lost, or that published from another device since: from its newest
 * announcement and the index that it leads to. Fails with `not-found` when nobody who has that is online: going on
 * without it would announce an archive without its past.
 */
export async function adoptState (engine: Engine, lane: Lane, patience: Patience): Promise<SavedState> {
  const { part, bundles, count, sequence } = lane.announcement
  try {
    const bytes = await receiveAll(engine, part.reference, MAX_PART_BYTES, patience)
    const index = { part: decodePart(bytes, part.number), bundles, count }
    return { index, part: part.reference, sequence, announcement: lane.bytes, retired: [] }
  } catch (cause) {
    if (cause instanceof PasselError && cause.code !== 'not-found') throw cause
    const text = 'this series was published to already, and nobody who has its index is online: bring the state or wait'
    throw new PasselError('not-found', text, { cause })
  }
}
