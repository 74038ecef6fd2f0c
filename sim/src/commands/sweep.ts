import cliProgress from 'cli-progress'
import type { ScenarioResults } from '../results.ts'
import { scenarioNamed, SCENARIOS } from '../scenarios/index.ts'
import { judge } from '../scenarios/judge.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { AddCommand } from './add-command.ts'
import { parseSeeds, parseSetting, type Settings } from './options.ts'
import { playAll, type Job } from './pool.ts'
import { resultsText } from './tell.ts'
import { resultsOf, writeResults } from './write-results.ts'

/** Plays scenarios over seeds in two processes, with a progress bar on a terminal. */
export async function playSeeds (
  scenarios: readonly Scenario[], seeds: readonly number[], settings: Settings = {}, lanes = false
): Promise<ScenarioResults[]> {
  const jobs: Job[] = scenarios.flatMap(({ name }) => seeds.map(seed => (
    { scenario: name, request: { seed, settings }, lanes }
  )))
  const bar = new cliProgress.SingleBar(
    { format: '  {bar} {value}/{total} runs, {failed} failed, {eta_formatted} left', stream: process.stderr },
    cliProgress.Presets.shades_classic
  )
  let failed = 0
  bar.start(jobs.length, 0, { failed })
  const results = await playAll(jobs, (_job, { failure }) => {
    if (failure !== undefined) failed++
    bar.increment(1, { failed })
  })
  bar.stop()
  return scenarios.map(scenario => judge(scenario, results.filter(result => result.scenario === scenario.name)))
}

interface SweepOptions { seeds: number[], scenario?: string[], set?: Settings, out?: string }

export const addSweep: AddCommand = program => {
  program.command('sweep')
    .description('plays scenarios over many seeds in two processes')
    .option('--seeds <seeds>', '1..200, or 3,5,9..11', parseSeeds, parseSeeds('1..100'))
    .option('--scenario <names...>', `which: ${SCENARIOS.map(({ name }) => name).join(', ')}`)
    .option('--set <name=value>', 'a setting that the seed would decide', parseSetting)
    .option('--out <folder>', 'where the folder of the run goes')
    .action(async ({ seeds, scenario = ['mixed'], set, out }: SweepOptions) => {
      const startedAt = new Date()
      const scenarios = await playSeeds(scenario.map(scenarioNamed), seeds, set)
      const results = resultsOf({ command: 'sweep', startedAt, seeds, scenarios })
      const folder = await writeResults(results, out)
      console.log(`${resultsText(results)}\n${folder}`)
      process.exitCode = results.ok ? 0 : 1
    })
}
