import type { ValidationRow } from '../results.ts'
import { rowsOf, type Check } from './check.ts'
import { DISTRIBUTION } from './distribution.ts'
import { HOLDERS_ONLINE } from './holders-online.ts'
import { ON_OFF_MEMBERS } from './on-off-members.ts'
import { OPEN_SWARM } from './open-swarm.ts'
import { PUBLISHED } from './published.ts'
import { RELAY_QUEUE } from './relay-queue.ts'
import { RETRIEVAL } from './retrieval.ts'

/** Everything that the lab is held against. */
const CHECKS: readonly Check[] = [
  ...HOLDERS_ONLINE, ...RETRIEVAL, ...ON_OFF_MEMBERS, ...DISTRIBUTION, ...OPEN_SWARM, ...RELAY_QUEUE, ...PUBLISHED,
]

export interface ValidateOptions {
  /** Only checks that take seconds. @default all */
  readonly quick?: boolean
  /** Only groups whose names have this in them, in small letters. */
  readonly matching?: string
  /** Told of each group once it is measured. */
  readonly onGroup?: (group: string, rows: readonly ValidationRow[]) => void
}

/** Measures and judges: the rows of the theory table. */
export function validate ({ quick = false, matching = '', onGroup }: ValidateOptions = {}): ValidationRow[] {
  const chosen = CHECKS.filter(check => (!quick || check.quick) && check.group.toLowerCase().includes(matching))
  return chosen.flatMap(check => {
    const rows = rowsOf(check)
    onGroup?.(check.group, rows)
    return rows
  })
}
