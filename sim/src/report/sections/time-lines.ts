import type { RunResult, ScenarioResults, Series } from '../../results.ts'
import { html, type Markup } from '../markup.ts'
import { timeLine, type Drawn } from '../time-line.ts'
import { hasFailed } from './verdict.ts'

/** Other seeds behind the one that is told. */
const MAX_OTHERS = 12
const COLOURS = ['blue', 'orange', 'green', 'violet']

/** What went on over virtual time, for one run of each scenario: the first that failed, else the first. */
export function timeLines (scenarios: readonly ScenarioResults[]): Markup {
  const told = scenarios.filter(({ runs }) => runs.some(({ series }) => series.length > 0))
  if (told.length === 0) return html``
  return html`<section><h2>Over time</h2>
    <p class="lead">One run of each scenario over its virtual time, other seeds thin behind it.</p>
    ${told.map(ofScenario)}</section>`
}

function ofScenario ({ name, title, runs }: ScenarioResults): Markup {
  const withSeries = runs.filter(({ series }) => series.length > 0)
  const told = withSeries.find(hasFailed) ?? withSeries[0]!
  const others = withSeries.filter(run => run !== told).slice(0, MAX_OTHERS)
  const untilSeconds = Math.max(...[told, ...others].map(lastSecond))
  const charts = groupsOf(told).map(group => {
    const drawn: Drawn[] = group.map((series, index) => ({
      name: series.name,
      colour: colourOf(series.name, index),
      told: series,
      others: others.flatMap(run => run.series.filter(other => other.name === series.name)),
    }))
    const caption = group.map(series => series.name).join(' and ')
    return html`<figure><figcaption><b>${caption}</b></figcaption>${timeLine({
      title: `${caption} over time in ${name}`,
      unit: group[0]!.unit,
      drawn,
      untilSeconds,
      ...(told.failure !== undefined && { failedSeconds: told.failure.seconds }),
    })}</figure>`
  })
  return html`<h3>${name} <span class="aside">seed ${String(told.seed)} · ${title}</span></h3>
    <div class="multiples">${charts}</div>`
}

/** Relayed and direct belong into one picture; everything else has its own. */
function groupsOf ({ series }: RunResult): Series[][] {
  const groups = new Map<string, Series[]>()
  for (const each of series) {
    const key = isPath(each.name) ? `paths in ${each.unit}` : each.name
    groups.set(key, [...groups.get(key) ?? [], each])
  }
  return [...groups.values()]
}

function isPath (name: string): boolean {
  return /\b(relayed|direct)\b/.test(name)
}

function colourOf (name: string, index: number): string {
  if (/relayed/.test(name)) return 'orange'
  if (/\bdirect\b/.test(name)) return 'blue'
  if (/online/.test(name)) return 'green'
  if (/signal|waku/i.test(name)) return 'violet'
  return COLOURS[index]!
}

function lastSecond ({ series, virtualSeconds }: RunResult): number {
  const last = Math.max(0, ...series.map(({ points }) => points.at(-1)?.[0] ?? 0))
  return last > 0 ? last : virtualSeconds
}
