import { mixed } from './mixed.ts'
import type { Scenario } from './scenario.ts'

/** All that the lab can play, the gate's first. */
export const SCENARIOS: readonly Scenario[] = [mixed]

/** The scenario of that name; throws a RangeError that lists those there are. */
export function scenarioNamed (name: string): Scenario {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (found !== undefined) return found
  const names = SCENARIOS.map(scenario => scenario.name).join(', ')
  throw new RangeError(`no scenario is called ${name}; there are ${names}`)
}
