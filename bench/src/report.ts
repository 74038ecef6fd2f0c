import type { MachineDescription } from './machine.ts'
import { machineLine } from './machine.ts'
import type { Declaration, Outcome, Series, Target } from './measure.ts'
import { summarise, type Summary } from './statistics.ts'

/** Judgement of one target. */
export interface Verdict {
  readonly target: Target
  readonly met: boolean
}

/** Everything known about one measure that was taken. */
export interface MeasureReport {
  readonly measure: Declaration
  readonly outcome: Outcome
  readonly verdicts: readonly Verdict[]
}

function findFigure(outcome: Outcome, target: Target): Series {
  const figure = outcome.figures.find(({ name }) => name === target.figure)
  if (figure === undefined) throw new Error(`no figure is called '${target.figure}'`)
  return figure
}

/** Judges the medians; throws when a target names a figure that the outcome does not have. */
export function judge(measure: Declaration, outcome: Outcome): MeasureReport {
  const verdicts = measure.targets.map((target) => {
    const { median } = summarise(findFigure(outcome, target).values)
    return { target, met: 'atLeast' in target ? median >= target.atLeast : median <= target.atMost }
  })
  return { measure, outcome, verdicts }
}

/** Three significant digits, without an exponent for anything a person compares. */
function digits(value: number): string {
  if (value === 0) return '0'
  const magnitude = Math.floor(Math.log10(Math.abs(value)))
  return value.toFixed(Math.max(0, 2 - magnitude))
}

function withUnit(value: number, unit: string): string {
  return unit === '' ? digits(value) : `${digits(value)} ${unit}`
}

function spread({ median, min, max, runs }: Summary, unit: string): string[] {
  return [withUnit(median, unit), `${digits(min)} - ${digits(max)}`, String(runs)]
}

function bound(target: Target): string {
  if ('atMost' in target) return `<= ${target.atMost}`
  return target.stretch === undefined ? `>= ${target.atLeast}` : `>= ${target.atLeast} (stretch ${target.stretch})`
}

/** The rows of a measure's table: what each side did, then the figures that are judged. */
function rows({ outcome, verdicts }: MeasureReport): string[][] {
  const sides = outcome.sides.map((side) => [side.name, ...spread(summarise(side.values), side.unit), '', ''])
  const figures = outcome.figures.map((figure) => {
    const verdict = verdicts.find(({ target }) => target.figure === figure.name)
    const judged = verdict === undefined ? ['', ''] : [bound(verdict.target), verdict.met ? 'met' : 'missed']
    return [figure.name, ...spread(summarise(figure.values), figure.unit), ...judged]
  })
  return [...sides, ...figures]
}

const HEADINGS = ['', 'median', 'min - max', 'runs', 'target', '']

/** The table as Markdown, its columns padded so that it also reads well in a terminal. */
export function table(report: MeasureReport): string {
  const lines = [HEADINGS, ...rows(report)]
  const widths = HEADINGS.map((_heading, column) => Math.max(...lines.map((line) => (line[column] ?? '').length), 3))
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [format(HEADINGS), rule, ...lines.slice(1).map(format)].join('\n')
}

/** A measure's part of the documentation. */
export function section(report: MeasureReport, machine: MachineDescription, command: string): string {
  const notes = report.outcome.notes.map((note) => `- ${note}`)
  return [table(report), '', ...notes, `- ${machineLine(machine)}`, `- \`${command}\``].join('\n')
}
