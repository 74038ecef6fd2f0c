import type { PropertyCount } from '../results.ts'

/** A property that should hold and does not; ends the run. */
export class Violation extends Error {
  readonly property: string

  constructor (property: string, detail: string) {
    super(`${property}: ${detail}`)
    this.name = 'Violation'
    this.property = property
  }
}

/** Named properties and how often each was looked at: one that never was proves nothing. */
export interface Properties {
  /** Throws a `Violation` when it does not hold; `detail` is asked for only then. */
  always (name: string, holds: boolean, detail: () => string): void
  /** An interesting state was reached. */
  sometimes (name: string): void
  /** Makes names known before anything reaches them, so that those never reached are listed. */
  expect (names: readonly string[]): void
  /** A promise of progress, kept or not. */
  liveness (name: string, kept: boolean, detail: () => string): void
  counts (): PropertyCount[]
}

/** Creates an empty list. */
export function createProperties (): Properties {
  const byName = new Map<string, { kind: PropertyCount['kind'], checks: number, failures: number }>()

  function count (name: string, kind: PropertyCount['kind'], holds: boolean): void {
    let entry = byName.get(name)
    if (entry === undefined) byName.set(name, entry = { kind, checks: 0, failures: 0 })
    entry.checks++
    if (!holds) entry.failures++
  }

  return {
    always (name, holds, detail) {
      count(name, 'always', holds)
      if (!holds) throw new Violation(name, detail())
    },
    sometimes (name) { count(name, 'sometimes', true) },
    expect (names) {
      for (const name of names) if (!byName.has(name)) byName.set(name, { kind: 'sometimes', checks: 0, failures: 0 })
    },
    liveness (name, kept, detail) {
      count(name, 'liveness', kept)
      if (!kept) throw new Violation(name, detail())
    },
    counts: () => [...byName].map(([name, entry]) => ({ name, ...entry })),
  }
}
