/** `npm run bench`: takes measures one after the other, prints their tables, keeps JSON, writes the documentation. */
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { withContext } from './context.ts'
import { writeSection } from './document.ts'
import { MIN_PUBLISHED_RUNS } from './limits.ts'
import { describeMachine, machineLine } from './machine.ts'
import type { Measure } from './measure.ts'
import { parseOptions, USAGE, type BenchOptions } from './options.ts'
import { killAllAtExit } from './processes.ts'
import { measures } from './registry.ts'
import { judge, section, table, type MeasureReport } from './report.ts'

const DOCUMENT = fileURLToPath(new URL('../../docs/BENCHMARKS.md', import.meta.url))
const OUT = fileURLToPath(new URL('../out/', import.meta.url))

function list(): void {
  for (const { name, title } of measures) console.log(`${name.padEnd(22)} ${title}`)
}

function choose(names: readonly string[]): readonly Measure[] {
  const unknown = names.filter((name) => !measures.some((measure) => measure.name === name))
  if (unknown.length > 0) throw new RangeError(`no measure is called ${unknown.join(', ')}; see --list`)
  return names.length === 0 ? measures : measures.filter(({ name }) => names.includes(name))
}

async function take(measure: Measure, options: BenchOptions): Promise<MeasureReport> {
  const machine = describeMachine()
  process.stderr.write(`${measure.name}: ${measure.title}\n  ${machineLine(machine)}\n`)
  const startedAt = new Date()
  const outcome = await withContext(options, (context) => measure.run(context))
  const report = judge(measure, outcome)
  console.log(`\n${measure.title}, against ${measure.reference}\n\n${table(report)}\n`)

  await mkdir(OUT, { recursive: true })
  const stamp = startedAt.toISOString().replaceAll(':', '')
  const record = { ...report, machine, startedAt, runs: options.runs, quick: options.quick }
  await writeFile(`${OUT}${measure.name}-${stamp}.json`, `${JSON.stringify(record, null, 2)}\n`)
  if (options.quick || options.runs < MIN_PUBLISHED_RUNS) {
    process.stderr.write('  not written to the documentation: too few runs, or small sizes\n')
  } else {
    const command = `npm run bench -- ${measure.name} --runs ${options.runs}`
    await writeSection(DOCUMENT, measure.name, section(report, machine, command))
  }
  return report
}

async function main(args: readonly string[]): Promise<number> {
  let options: BenchOptions
  let chosen: readonly Measure[]
  try {
    options = parseOptions(args)
    chosen = choose(options.names)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`)
    return 64
  }
  if (options.list) {
    list()
    return 0
  }
  let failures = 0
  for (const measure of chosen) {
    try {
      const { verdicts } = await take(measure, options)
      if (!options.quick) failures += verdicts.filter(({ met }) => !met).length
    } catch (error) {
      failures += 1
      process.stderr.write(`${measure.name} could not be taken: ${(error as Error).stack}\n`)
    }
  }
  return failures === 0 ? 0 : 1
}

killAllAtExit()
process.exit(await main(process.argv.slice(2)))
