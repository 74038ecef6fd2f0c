import { mkdirSync } from 'node:fs'
import { CACHE } from '../places.mjs'
import { secondsSince } from '../say.mjs'
import { STEPS } from './steps.mjs'

/** Checks that run side by side: each keeps one core busy, and two are what a small machine has. */
const SIDE_BY_SIDE = 2

/**
 * npm test [-- NAME...]: every step, or the named ones; whatever is not a step's name goes to vitest, as a part of a
 * test file's path or as an option. Ends with a table and the count on a line of its own; resolves to the exit code.
 */
export async function runTest(_node, args) {
  mkdirSync(CACHE, { recursive: true })
  const steps = choose(args)
  const forVitest = args.filter((arg) => !STEPS.some(({ name }) => name === arg))
  const results = await runSideBySide(steps.filter(({ alone }) => !alone))
  for (const step of steps.filter(({ alone }) => alone)) results.push(await runStep(step, forVitest))
  printTable(results)
  return printCount(results)
}

/** Named steps in the order of the list; vitest too when an argument is for it; all when there are no arguments. */
function choose(args) {
  if (args.length === 0) return STEPS
  const names = new Set(STEPS.map((step) => step.name))
  const forVitest = args.some((arg) => !names.has(arg))
  return STEPS.filter((step) => args.includes(step.name) || (step.name === 'tests' && forVitest))
}

async function runSideBySide(steps) {
  const results = []
  const waiting = [...steps]
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const index = steps.indexOf(step)
      results[index] = await runStep(step, [])
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
  return results
}

async function runStep(step, args) {
  const start = performance.now()
  const result = await step.run(args)
  const seconds = secondsSince(start)
  if (!result.ok && result.output) console.log(`\n--- ${step.name}: ${step.about}\n${result.output.trimEnd()}\n`)
  return { ...result, step, seconds }
}

function printTable(results) {
  console.log()
  for (const { step, ok, seconds } of results) {
    console.log(`  ${ok ? 'ok    ' : 'FAILED'}  ${step.name.padEnd(8)}  ${seconds.padStart(6)} s  ${step.about}`)
  }
}

/** A test counts as one, and so does each step without tests of its own. */
function printCount(results) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { ok, counts } of results) {
    const { passed, failed, skipped } = counts ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
  return results.every(({ ok }) => ok) ? 0 : 1
}
