/**
 * Our own part as a holder that was not told which column to take, or shares one: the column with the fewest holders,
 * and of two who share one while another is free, the higher hash moves, twice at most.
 */
import type { Instant } from '../ids.ts'
import { HOLD_CHOOSE_MS, MAX_MOVES } from '../limits.ts'
import { countColumns, givesWay, placeColumns } from '../pure/placement.ts'
import type { Effect } from './effect.ts'
import type { Holders } from './holders.ts'
import type { SwarmState } from './swarm-state.ts'

export interface Holding {
  /** Pages, members or what they keep changed. */
  review (now: Instant, out: Effect[]): void
  /** The store keeps other columns from now on. */
  changed (): void
  stop (): void
}

/** Creates the placement of a holder; `chosen`: its columns were named by whoever deposited them, and stay. */
export function createHolding (state: SwarmState, holders: Holders, chosen: boolean): Holding {
  const alarm = state.shared.alarms.create(choose)
  let moves = 0
  let changing = false

  const us = (): string => state.shared.self(state.payload.privacy)?.peer ?? ''

  function take (columns: readonly number[], out: Effect[]): void {
    changing = true
    out.push({ type: 'set-columns', swarm: state.no, columns })
  }

  function choose (_now: Instant, out: Effect[]): void {
    if (changing || state.pages.length === 0) return
    const others = countColumns([...holders.all.values()].map(({ columns }) => columns), state.scheme.of)
    const own = state.columns ?? []
    if (own.length === 0) return take(placeColumns(us(), others, 1), out)
    const free = others.flatMap((count, column) => count === 0 && !own.includes(column) ? [column] : [])
    if (free.length === 0 || moves >= MAX_MOVES) return
    const shared = own.find((column) => othersOf(column).some((peer) => givesWay(us(), peer, column)))
    if (shared === undefined) return
    moves++
    const [to] = placeColumns(us(), others.map((count, column) => free.includes(column) ? count : Infinity), 1)
    take([...own.filter((column) => column !== shared), to!].sort((a, b) => a - b), out)
  }

  function othersOf (column: number): string[] {
    return [...holders.all.values()].flatMap(({ peer, columns }) => columns.includes(column) ? [peer] : [])
  }

  return {
    review (now) {
      // Those who are here say in a moment what they keep; a decision before would be taken back.
      if (!chosen && state.role === 'hold' && state.channels.size > 0) alarm.setBy(now.mono + HOLD_CHOOSE_MS)
    },
    changed () { changing = false },
    stop: () => alarm.clear(),
  }
}
