// npm run demo | test | bench | fuzz | sim | storybook: makes the checkout ready, then runs the task. Needs Node 20
// and nothing installed.
import { installPackages } from './install.mjs'
import { waitForTurn } from './lock.mjs'
import { findNode } from './node24.mjs'
import { Stop, say } from './say.mjs'
import { runDemo } from './tasks/demo.mjs'
import { runProgram } from './tasks/program.mjs'
import { runStorybook } from './tasks/storybook.mjs'
import { runTest } from './tasks/test.mjs'

// What the steps print ends in logs as well.
if (!process.stdout.isTTY) process.env.NO_COLOR ??= '1'

const TASKS = {
  test: runTest,
  demo: runDemo,
  bench: (node, args) => runProgram(node, 'bench/src/main.ts', args),
  fuzz: (node, args) => runProgram(node, 'packages/core/src/testing/fuzz.ts', args),
  storybook: runStorybook,
  sim: (node, args) => runProgram(node, 'sim/src/main.ts', args),
}

try {
  const [name, ...args] = process.argv.slice(2)
  const task = TASKS[name]
  if (!task) throw new Stop(`Say what to run: npm run ${Object.keys(TASKS).join(' | ')}`, 64)
  const leave = await waitForTurn(name)
  installPackages()
  process.exitCode = await task(findNode(), args, leave)
  leave()
} catch (error) {
  if (!(error instanceof Stop)) throw error
  say(error.message)
  process.exit(error.exitCode)
}
