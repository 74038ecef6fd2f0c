import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { provideChromium } from '../chromium.mjs'
import { CACHE, inRoot } from '../places.mjs'
import { run } from './command.mjs'

const REPORT = join(CACHE, 'vitest.json')

/** Where tests in a browser are, and how they are named (vitest.config.ts). */
const FOLDERS = ['packages/core/src', 'packages/hooks/src', 'packages/components/src', 'stories/src']
const BROWSER_TEST = /\.(browser\.test|stories)\.tsx?$/

/** Runs the tests, all or those that `args` (vitest's own) choose, with their output on the terminal as it comes. */
export async function runVitest(args) {
  if (choosesBrowser(args)) await provideChromium()
  rmSync(REPORT, { force: true })
  const { ok } = await run('vitest', [
    'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...args,
  ], { live: true })
  return { ok, output: '', counts: readCounts(ok) }
}

/** Whether these arguments, parts of test files' paths, leave a file that runs in a browser. */
function choosesBrowser(args) {
  const parts = args.filter((arg) => !arg.startsWith('-')).map((arg) => arg.replace(/^\.\//, ''))
  const files = FOLDERS.filter((folder) => existsSync(inRoot(folder))).flatMap((folder) =>
    readdirSync(inRoot(folder), { recursive: true }).map((file) => `${folder}/${file.replaceAll('\\', '/')}`))
  return files.some((file) => BROWSER_TEST.test(file)
    && (parts.length === 0 || parts.some((part) => file.includes(part))))
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
