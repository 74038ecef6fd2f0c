import { validate } from '../validate/index.ts'
import type { AddCommand } from './add-command.ts'
import { resultsOf, writeResults } from './write-results.ts'

interface ValidateFlags { quick?: boolean, matching?: string, out?: string }

/** Holds the lab against theory and published measurements. */
export const addValidate: AddCommand = program => {
  program.command('validate')
    .description('holds the lab against theory: every row of the table, or those that take seconds')
    .option('--quick', 'only what takes seconds')
    .option('--matching <text>', 'only groups with this in their names')
    .option('--out <folder>', 'where the folder of the run goes')
    .action(async ({ quick = false, matching = '', out }: ValidateFlags) => {
      const startedAt = new Date()
      let lastMs = performance.now()
      const rows = validate({
        quick,
        matching: matching.toLowerCase(),
        onGroup (group, measured) {
          const seconds = ((performance.now() - lastMs) / 1000).toFixed(1)
          lastMs = performance.now()
          const missed = measured.filter(({ met }) => !met)
          console.log(`${missed.length === 0 ? 'ok  ' : 'MISS'} ${group}: ${measured.length} rows, ${seconds} s`)
          for (const { name, expected, measured: value, tolerance } of missed) {
            console.log(`     ${name}: expected ${expected}, measured ${value} (${tolerance})`)
          }
        },
      })
      const results = resultsOf({ command: 'validate', startedAt, seeds: [], scenarios: [], validation: rows })
      console.log(await writeResults(results, out))
      process.exitCode = results.ok ? 0 : 1
    })
}
