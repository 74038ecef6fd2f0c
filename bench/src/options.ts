import { parseArgs } from 'node:util'
import { MAX_RUNS, MIN_PUBLISHED_RUNS } from './limits.ts'

/** What was asked for on the command line. */
export interface BenchOptions {
  /** Measures to take; all when empty. */
  readonly names: readonly string[]
  readonly runs: number
  readonly quick: boolean
  readonly list: boolean
}

export const USAGE = `npm run bench [-- NAME...] [--runs 5] [--quick] [--list]

  NAME      measures to take; all of them without one
  --runs    rounds, in each of which every side runs once (below ${MIN_PUBLISHED_RUNS} nothing is written to the docs)
  --quick   sizes a sixteenth and two rounds, to see that it works; the figures mean nothing
  --list    the names`

const QUICK_RUNS = 2

/** Reads the command line; throws `TypeError` or `RangeError` for what it does not understand. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { runs: { type: 'string' }, quick: { type: 'boolean' }, list: { type: 'boolean' } },
  })
  const quick = values.quick ?? false
  const runs = Number(values.runs ?? (quick ? QUICK_RUNS : MIN_PUBLISHED_RUNS))
  if (!Number.isInteger(runs) || runs < 1 || runs > MAX_RUNS) {
    throw new RangeError(`--runs must be a whole number from 1 to ${MAX_RUNS}`)
  }
  return { names: positionals, runs, quick, list: values.list ?? false }
}
