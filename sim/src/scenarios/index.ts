import { flashCrowd } from './flash-crowd.ts'
import { groups } from './groups.ts'
import { hostsKilled } from './hosts-killed.ts'
import { liars } from './liars.ts'
import { mixed } from './mixed.ts'
import { newcomer } from './newcomer.ts'
import { oneRelay } from './one-relay.ts'
import { partition } from './partition.ts'
import { phones } from './phones.ts'
import { relayOnly } from './relay-only.ts'
import type { Scenario } from './scenario.ts'
import { senderLeaves } from './sender-leaves.ts'
import { tabKilled } from './tab-killed.ts'
import { twoPeople } from './two-people.ts'

/** All that the lab can play, the gate's first. */
export const SCENARIOS: readonly Scenario[] = [
  mixed, twoPeople, tabKilled, senderLeaves, newcomer, relayOnly, partition, liars, hostsKilled, groups, flashCrowd,
  phones, oneRelay,
]

/** The scenario of that name; throws a RangeError that lists those there are. */
export function scenarioNamed (name: string): Scenario {
  const found = SCENARIOS.find(scenario => scenario.name === name)
  if (found !== undefined) return found
  const names = SCENARIOS.map(scenario => scenario.name).join(', ')
  throw new RangeError(`no scenario is called ${name}; there are ${names}`)
}
