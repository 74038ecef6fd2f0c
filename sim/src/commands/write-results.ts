import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderReport } from '../report/index.ts'
import { RESULTS_SCHEMA, type Results, type RunResult, type ScenarioResults, type ValidationRow } from '../results.ts'

const LAB = fileURLToPath(new URL('../..', import.meta.url))

/** Where runs are kept unless somebody says another place; not under version control. */
const RESULTS_FOLDER = fileURLToPath(new URL('../../results/', import.meta.url))

export interface Outcome {
  readonly command: Results['command']
  readonly startedAt: Date
  readonly seeds: readonly number[]
  readonly scenarios: readonly ScenarioResults[]
  readonly validation?: readonly ValidationRow[]
}

/** The whole record of a command, as it will be written. */
export function resultsOf ({ command, startedAt, seeds, scenarios, validation = [] }: Outcome): Results {
  return {
    schema: RESULTS_SCHEMA,
    command,
    commit: currentCommit(),
    node: process.version,
    startedAt: startedAt.toISOString(),
    wallSeconds: (Date.now() - startedAt.getTime()) / 1000,
    seeds,
    ok: scenarios.every(({ ok }) => ok) && validation.every(({ met }) => met),
    scenarios,
    validation,
  }
}

/** Writes `results.json`, `report.html` and `failures/SEED.jsonl` into a new folder; resolves to its path. */
export async function writeResults (results: Results, root: string = RESULTS_FOLDER): Promise<string> {
  const stamp = results.startedAt.replaceAll(/[:.]/g, '')
  const folder = join(root, `${stamp}-${results.command}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(results)}\n`)
  await writeFile(join(folder, 'report.html'), renderReport(results))
  const failed = results.scenarios.flatMap(({ runs }) => runs.filter(({ failure }) => failure !== undefined))
  if (failed.length > 0) await mkdir(join(folder, 'failures'), { recursive: true })
  for (const run of failed) {
    await writeFile(join(folder, 'failures', `${run.scenario}-${run.seed}.jsonl`), failureLines(run))
  }
  return folder
}

/** First what failed and how to see it again, then a line for each thing that happened. */
function failureLines ({ failure, configuration, lanes = [], scenario, seed }: RunResult): string {
  return [{ scenario, seed, configuration, failure }, ...lanes].map(line => `${JSON.stringify(line)}\n`).join('')
}

function currentCommit (): string {
  const git = (...args: readonly string[]): string => {
    try {
      return execFileSync('git', args, { cwd: LAB, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    } catch {
      return ''
    }
  }
  const commit = git('rev-parse', '--short=12', 'HEAD')
  if (commit === '') return 'unknown'
  return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}-dirty`
}
