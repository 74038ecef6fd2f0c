import { join } from 'node:path'
import { findNode } from '../node24.mjs'
import { CACHE } from '../places.mjs'
import { run, runAll } from './command.mjs'
import { runPlaywright } from './playwright.mjs'
import { FROM_SOURCE } from './program.mjs'
import { runVitest } from './vitest.mjs'
import { checkVectors } from './vectors.mjs'

/** What `npm test` consists of. Each step resolves to `{ ok, output }`, the one with tests also to their `counts`. */
export const STEPS = [
  { name: 'types', about: 'everything compiles', run: () => tsc('tsconfig.json') },
  { name: 'pure', about: 'the inner rings compile without a platform', run: () => tsc('tsconfig.pure.json') },
  { name: 'lint', about: 'oxlint', run: () => run('oxlint', ['--deny-warnings']) },
  { name: 'text', about: 'short lines, no semicolons, no stray spaces', run: () => node('scripts/check-text.mjs') },
  { name: 'rings', about: 'imports point inwards, no circles', run: () => node('scripts/check-rings.mjs') },
  { name: 'unused', about: 'knip: files, exports and packages nobody uses', run: () => run('knip', ['--no-progress']) },
  { name: 'packages', about: 'what would be published: tsdown, publint, attw', run: checkPackages },
  { name: 'vectors', about: 'a second implementation opens a payload', run: checkVectors },
  { name: 'demo', about: 'a real file, with both ends and the relay killed on the way', run: playDemo, alone: true },
  { name: 'sim', about: 'the lab: 200 seeds, the same trace twice', run: playGate, alone: true },
  { name: 'tests', about: 'vitest', run: runVitest, alone: true },
  { name: 'e2e', about: 'two people, real pages', run: runPlaywright, alone: true },
]

const PUBLISHED = ['packages/core', 'packages/node', 'packages/hooks', 'packages/components']

function tsc(project) {
  const record = join(CACHE, `${project}.tsbuildinfo`)
  return run('tsc', ['-p', project, '--incremental', '--tsBuildInfoFile', record, '--pretty', 'false'])
}

function node(script) {
  return run(process.execPath, [script])
}

function playDemo() {
  return run(findNode(), [...FROM_SOURCE, 'packages/node/src/demo/main.ts'])
}

function playGate() {
  return run(findNode(), [...FROM_SOURCE, 'sim/src/main.ts', 'gate'])
}

function checkPackages() {
  return runAll(PUBLISHED.flatMap((folder) => [
    ['tsdown', '--config', `${folder}/tsdown.config.ts`, '--log-level', 'warn'],
    ['publint', 'run', folder, '--strict'],
    ['attw', '--pack', folder, '--profile', 'esm-only', '--format', 'ascii', '--no-color'],
  ]))
}
