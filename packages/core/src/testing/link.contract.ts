/**
 * What every implementation of `LinkPort` does, as scenarios that need no test runner:
 * `for (const { title, run } of linkContract) test(title, async () => await run(await openHarness()))`.
 */
import { channelScenarios } from './link-contract-channels.ts'
import { chunkScenarios } from './link-contract-chunks.ts'
import { connectionScenarios } from './link-contract-connections.ts'
import { depositScenarios, probeScenarios } from './link-contract-deposits.ts'
import type { LinkScenario, Way } from './link-contract-member.ts'
import { relayScenarios } from './link-contract-relays.ts'

export type { LinkHarness, LinkRelay, LinkScenario } from './link-contract-member.ts'

const WAYS: readonly Way[] = ['direct', 'relayed', 'upgrade']

export const linkContract: readonly LinkScenario[] = [
  ...WAYS.flatMap((way) => [...channelScenarios(way), ...chunkScenarios(way), ...probeScenarios(way)]),
  ...depositScenarios('direct'),
  ...depositScenarios('relayed'),
  ...connectionScenarios,
  ...relayScenarios,
]
