import type { RunResult } from '../results.ts'
import { scenarioNamed } from '../scenarios/index.ts'
import { judge } from '../scenarios/judge.ts'
import { replayCommand } from '../scenarios/replay-command.ts'
import { keptSeeds } from '../scenarios/seeds.ts'
import { validate } from '../validate/index.ts'
import type { AddCommand } from './add-command.ts'
import { parseSeeds } from './options.ts'
import { playAll, type Job } from './pool.ts'
import { resultsText } from './tell.ts'
import { resultsOf, writeResults } from './write-results.ts'

const GATE_SEEDS = '1..200'

/**
 * What `npm test` asks of the lab: the mixed scenario over 200 seeds, each played twice in two processes with equal
 * traces, every run that once failed, and those rows of the theory table that take seconds.
 */
export const addGate: AddCommand = program => {
  program.command('gate')
    .description('what npm test asks of the lab: mixed seeds twice with equal traces, and the kept ones')
    .option('--seeds <seeds>', 'which', parseSeeds, parseSeeds(GATE_SEEDS))
    .option('--out <folder>', 'keep results there')
    .action(async ({ seeds, out }: { seeds: number[], out?: string }) => {
      const startedAt = new Date()
      const mixed = (worker: (seed: number) => number): Job[] => seeds.map(seed => (
        { scenario: 'mixed', request: { seed }, worker: worker(seed) }
      ))
      const kept: Job[] = keptSeeds().map(({ scenario, seed, settings = {}, skip = [] }) => (
        { scenario, request: { seed, settings, skip } }
      ))
      const jobs = [...mixed(seed => seed % 2), ...mixed(seed => (seed + 1) % 2), ...kept]
      const results: RunResult[] = await playAll(jobs, () => undefined)
      const [once, twice] = [results.slice(0, seeds.length), results.slice(seeds.length, 2 * seeds.length)]
      const again = results.slice(2 * seeds.length)
      const judged = [judge(scenarioNamed('mixed'), once)]
      for (const name of new Set(kept.map(({ scenario }) => scenario))) {
        // What is expected of a sweep is not expected of a few hard seeds.
        const scenario = { ...scenarioNamed(name), name: `${name}, kept seeds`, expectations: [], interesting: [] }
        judged.push(judge(scenario, again.filter(run => run.scenario === name)))
      }
      const rows = validate({ quick: true })
      const record = resultsOf({ command: 'gate', startedAt, seeds, scenarios: judged, validation: rows })
      console.log(resultsText(record))
      for (const { group, name, expected, measured, tolerance, met } of rows) {
        if (!met) console.log(`MISSED: ${group}, ${name}: expected ${expected}, measured ${measured} (${tolerance})`)
      }
      const different = once.filter((run, index) => run.traceHash !== twice[index]!.traceHash)
      for (const { scenario, seed } of different) {
        console.log(`NOT THE SAME TWICE: ${replayCommand(scenario, { seed })}`)
      }
      console.log(`${seeds.length - different.length} of ${seeds.length} seeds gave the same trace in two processes`)
      if (out !== undefined) console.log(await writeResults(record, out))
      process.exitCode = record.ok && different.length === 0 ? 0 : 1
    })
}
