import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE } from '../places.mjs'
import { run } from './command.mjs'

const REPORT = join(CACHE, 'vitest.json')

/** Runs the tests, all or those that `args` (vitest's own) choose, with their output on the terminal as it comes. */
export async function runVitest(args) {
  rmSync(REPORT, { force: true })
  const { ok } = await run('vitest', [
    'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...args,
  ], { live: true })
  return { ok, output: '', counts: readCounts(ok) }
}

/** A file that did not load, or an error outside every test, fails a run in which no test did: it counts as one. */
function readCounts(ok) {
  if (!existsSync(REPORT)) return { passed: 0, failed: ok ? 0 : 1, skipped: 0 }
  const report = JSON.parse(readFileSync(REPORT, 'utf8'))
  return {
    passed: report.numPassedTests,
    failed: Math.max(report.numFailedTests, ok ? 0 : 1),
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
