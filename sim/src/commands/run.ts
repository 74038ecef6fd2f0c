import { scenarioNamed } from '../scenarios/index.ts'
import type { AddCommand } from './add-command.ts'
import { parseSeeds, parseSetting, type Settings } from './options.ts'
import { playSeeds } from './sweep.ts'
import { resultsText } from './tell.ts'
import { resultsOf, writeResults } from './write-results.ts'

interface RunOptions { seed: number[], set?: Settings, out?: string }

export const addRun: AddCommand = program => {
  program.command('run <scenario>')
    .description('plays one scenario and keeps who did what when')
    .option('--seed <seed>', 'one seed, or several', parseSeeds, [1])
    .option('--set <name=value>', 'a setting that the seed would decide', parseSetting)
    .option('--out <folder>', 'where the folder of the run goes')
    .action(async (name: string, { seed, set, out }: RunOptions) => {
      const startedAt = new Date()
      const scenarios = await playSeeds([scenarioNamed(name)], seed, set, true)
      const results = resultsOf({ command: 'run', startedAt, seeds: seed, scenarios })
      const folder = await writeResults(results, out)
      console.log(`${resultsText(results)}\n${folder}`)
      process.exitCode = results.ok ? 0 : 1
    })
}
