import { scenarioNamed } from '../scenarios/index.ts'
import { play, type Played } from '../scenarios/play.ts'
import { replayCommand } from '../scenarios/replay-command.ts'
import type { Request, Scenario } from '../scenarios/scenario.ts'
import type { AddCommand } from './add-command.ts'
import { parseNumbers, parseSeeds, parseSetting, type Settings } from './options.ts'
import { failureText } from './tell.ts'

/** Runs that making one failure smaller may take. */
const MAX_TRIES = 400

/**
 * The smallest run that still fails in the same way: first as few as possible of whatever is counted, then as few
 * misfortunes. `tried` hears of each try. Undefined when the run does not fail at all.
 */
export function shrink (
  scenario: Scenario, from: Request, tried: (request: Request, fails: boolean) => void = () => undefined
): { readonly request: Request, readonly played: Played } | undefined {
  let request = from
  let played = play(scenario, from)
  const what = played.failure?.what
  if (what === undefined) return undefined
  let tries = 0

  function accept (smaller: Request): boolean {
    if (tries++ >= MAX_TRIES) return false
    const again = play(scenario, smaller)
    const fails = again.failure?.what === what
    tried(smaller, fails)
    if (!fails) return false
    request = smaller
    played = again
    return true
  }

  function fewer (name: string): void {
    const { least } = played.counts[name]!
    for (let step = played.counts[name]!.value; step >= 1; step = Math.floor(step / 2)) {
      while (played.counts[name]!.value - step >= least) {
        const settings = { ...request.settings, [name]: played.counts[name]!.value - step }
        if (!accept({ ...request, settings })) break
      }
    }
  }

  /** Leaves out whole runs of misfortunes, then shorter ones. */
  function calmer (): void {
    for (let length = played.misfortunes; length >= 1; length = Math.floor(length / 2)) {
      for (let first = 0; first < played.misfortunes; first += length) {
        const more = Array.from({ length }, (_, index) => first + index)
        const skip = [...new Set([...request.skip ?? [], ...more])].filter(number => number < played.misfortunes)
        if (skip.length > (request.skip ?? []).length) accept({ ...request, skip: skip.toSorted((a, b) => a - b) })
      }
    }
  }

  for (const name of Object.keys(played.counts)) fewer(name)
  calmer()
  for (const name of Object.keys(played.counts)) fewer(name)
  return { request, played }
}

interface ShrinkOptions { scenario: string, seed: number[], set?: Settings, skip?: number[] }

export const addShrink: AddCommand = program => {
  program.command('shrink')
    .description('finds the smallest population and the fewest misfortunes with which a run still fails')
    .requiredOption('--scenario <name>', 'which')
    .requiredOption('--seed <seed>', 'its seed', parseSeeds)
    .option('--set <name=value>', 'as the run had it', parseSetting)
    .option('--skip <numbers>', 'misfortunes left out', parseNumbers)
    .action(({ scenario, seed: [seed = 1], set, skip }: ShrinkOptions) => {
      const request: Request = { seed, settings: set ?? {}, skip: skip ?? [] }
      const smallest = shrink(scenarioNamed(scenario), request, (tried, fails) => {
        if (fails) process.stderr.write(`  still fails: ${replayCommand(scenario, tried)}\n`)
      })
      if (smallest === undefined) {
        console.log('This run does not fail.')
        process.exitCode = 64
        return
      }
      console.log(failureText(smallest.played))
    })
}
