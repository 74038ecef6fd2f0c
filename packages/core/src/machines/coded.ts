import type { Instant } from '../ids.ts'
import { REFUSING_MS } from '../limits.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import type { Channel } from './channel.ts'
import { createCoverage, type Coverage } from './coverage.ts'
import { createRecovery, type Recovery } from './recovery.ts'
import { hasAll, wantsColumn, type SwarmState } from './swarm-state.ts'

/** What getting a payload with parity needs beyond getting one without. */
export interface Coded {
  readonly coverage: Coverage
  readonly recovery: Recovery
  /** Something changed that decides whether a member counts. */
  review (channel: Channel, now: Instant): void
  /** A member announced a chunk that it had not before. */
  heard (channel: Channel, chunk: number): void
  /** A member announced all that it wanted to for now. */
  heardAll (channel: Channel): void
}

/** What getting the payload needs by now: nothing before all its pages are known, or where there is no parity. */
export function codedOf (state: SwarmState, now: Instant): Coded | undefined {
  return state.role !== 'send' && state.final && state.parityListed > 0 ? createCoded(state, now) : undefined
}

/** Creates it over the members linked now. */
function createCoded (state: SwarmState, bornAt: Instant): Coded {
  const { scheme, parityListed } = state
  const wanted = (column: number): boolean => wantsColumn(state, column)
  const coverage = createCoverage({ scheme, dataChunks: state.known, wanted })
  const recovery = createRecovery({ state, coverage, wanted })
  const counted = new Set<Channel>()

  /** A member that keeps stalling or refusing is no reason to wait for the chunk itself. */
  function counts (channel: Channel, now: Instant): boolean {
    if (!state.channels.has(channel.chan) || channel.draining || channel.letLie >= 2) return false
    return channel.refusals === 0 || now.mono < channel.refusingSince + REFUSING_MS
  }

  function review (channel: Channel, now: Instant): void {
    if (counts(channel, now) === counted.has(channel)) return
    if (!counted.delete(channel)) counted.add(channel)
    coverage.count(channel, counted.has(channel) ? 1 : -1)
  }

  /** Who has all data makes parity on demand, and does not announce it. */
  function heardAll (channel: Channel): void {
    if (!hasAll(state, channel) || channel.parity.count >= parityListed) return
    for (let index = 0; index < parityListed; index++) {
      if (channel.parity.add(index) && counted.has(channel)) coverage.change(FIRST_PARITY + index, 1)
    }
  }

  coverage.count(state, 1)
  for (const channel of state.channels.values()) {
    heardAll(channel)
    review(channel, bornAt)
  }
  return {
    coverage,
    recovery,
    review,
    heard (channel, chunk) { if (counted.has(channel)) coverage.change(chunk, 1) },
    heardAll,
  }
}
