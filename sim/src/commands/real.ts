import type { ScenarioResults } from '../results.ts'
import { compare, STORIES } from '../second-tier/index.ts'
import type { AddCommand } from './add-command.ts'
import { resultsText } from './tell.ts'
import { resultsOf, writeResults } from './write-results.ts'

interface RealFlags { seed: string, out?: string }

/** Plays small stories in virtual time and over real sockets, and puts the figures beside each other. */
export const addReal: AddCommand = program => {
  program.command('real [stories...]')
    .description('plays small stories in virtual time and again with whole engines over sockets')
    .option('--seed <seed>', 'of the virtual one', '1')
    .option('--out <folder>', 'where the folder of the run goes')
    .action(async (names: readonly string[], { seed, out }: RealFlags) => {
      const startedAt = new Date()
      const chosen = STORIES.filter(({ name }) => names.length === 0 || names.includes(name))
      if (chosen.length === 0) program.error(`There are these: ${STORIES.map(({ name }) => name).join('; ')}`)
      const scenarios: ScenarioResults[] = []
      for (const story of chosen) scenarios.push(...await compare(story, Number(seed)))
      const results = resultsOf({ command: 'real', startedAt, seeds: [Number(seed)], scenarios })
      const folder = await writeResults(results, out)
      console.log(`${resultsText(results)}\n${folder}`)
      process.exitCode = results.ok ? 0 : 1
    })
}
