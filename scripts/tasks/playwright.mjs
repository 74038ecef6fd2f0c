import { existsSync, readFileSync, rmSync } from 'node:fs'
import { provideChromium } from '../chromium.mjs'
import { inRoot } from '../places.mjs'
import { run } from './command.mjs'

const REPORT = inRoot('e2e/out/results.json')

/** Runs what people do in real pages over a real local network (e2e/), with its output on the terminal as it comes. */
export async function runPlaywright() {
  await provideChromium()
  rmSync(REPORT, { force: true })
  const { ok } = await run('playwright', ['test'], { cwd: inRoot('e2e'), live: true })
  return { ok, output: '', counts: readCounts(ok) }
}

function readCounts(ok) {
  if (!existsSync(REPORT)) return { passed: 0, failed: ok ? 0 : 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(REPORT, 'utf8')).stats
  // What passed at its second try is named in the output, and wants a look.
  return { passed: expected + flaky, failed: Math.max(unexpected, ok ? 0 : 1), skipped }
}
