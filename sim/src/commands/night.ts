import { SCENARIOS, scenarioNamed } from '../scenarios/index.ts'
import type { ScenarioResults } from '../results.ts'
import { validate } from '../validate/index.ts'
import type { AddCommand } from './add-command.ts'
import { parseSeeds, type Settings } from './options.ts'
import { playSeeds } from './sweep.ts'
import { resultsText } from './tell.ts'
import { resultsOf, writeResults } from './write-results.ts'

/** What is too slow for every change: many seeds of what is quick, and large populations of the rest. */
const LARGE: readonly { readonly scenario: string, readonly settings: Settings }[] = [
  { scenario: 'groups', settings: { people: 500 } },
  { scenario: 'flash-crowd', settings: { people: 1000, sliceBytes: 262_144 } },
  { scenario: 'one-relay', settings: { people: 1000, relayBytesPerSecond: 200e6 } },
]

export const addNight: AddCommand = program => {
  program.command('night')
    .description('everything: many seeds of what is quick, some of the rest, large populations, all of validate')
    .option('--seeds <seeds>', 'of the quick ones', parseSeeds, parseSeeds('1..2000'))
    .option('--out <folder>', 'where the folder of the run goes')
    .action(async ({ seeds, out }: { seeds: number[], out?: string }) => {
      const startedAt = new Date()
      const scenarios: ScenarioResults[] = []
      for (const scenario of SCENARIOS) {
        const count = { quick: seeds.length, minute: 20, long: 3 }[scenario.pace]
        const of = scenario.name === 'mixed' ? seeds : seeds.slice(0, Math.min(count, MAX_SEEDS))
        scenarios.push(...await playSeeds([scenario], of))
      }
      for (const { scenario, settings } of LARGE) {
        const large = await playSeeds([scenarioNamed(scenario)], seeds.slice(0, 2), settings)
        scenarios.push(...large.map(results => ({ ...results, name: `${scenario}, large` })))
      }
      const results = resultsOf({ command: 'night', startedAt, seeds, scenarios, validation: validate() })
      const folder = await writeResults(results, out)
      console.log(`${resultsText(results)}\n${folder}`)
      process.exitCode = results.ok ? 0 : 1
    })
}

/** Seeds of a scenario whose story hardly changes with them. */
const MAX_SEEDS = 200
