import type { Metric, ScenarioResults } from '../../results.ts'
import { boundOf, cdf } from '../cdf.ts'
import { digits, format, secondsPer, unitInWords } from '../format.ts'
import { html, type Markup } from '../markup.ts'
import { strip } from '../small-charts.ts'

/** Fewer values are points, not a distribution: the table has them. */
const MIN_VALUES = 5

/** How long things took, as distributions, and every metric in numbers. */
export function distributions (scenarios: readonly ScenarioResults[]): Markup {
  const told = scenarios.filter(({ metrics }) => metrics.length > 0)
  if (told.length === 0) return html``
  const curves = told.flatMap(curvesOf)
  return html`<section><h2>How long it took</h2>
    ${curves.length > 0 && html`<p class="lead">Share of values that are at most so large; thin lines are single
      seeds. What no system can reach is shaded. Gates are expectations: the curve has to pass on the side of their
      feet.</p><div class="multiples">${curves}</div>`}
    <h3>All metrics</h3>
    <div class="scroll"><table><thead><tr><th class="first">Metric</th><th class="number">n</th>
      <th class="number">mean, 95 % interval</th><th class="number">p5</th><th class="number">p50</th>
      <th class="number">p90</th><th class="number">p99</th><th>min … max</th></tr></thead><tbody>
    ${told.map(({ name, metrics }) => html`<tr class="group"><td class="first" colspan="8">${name}</td></tr>
      ${metrics.map(row)}`)}
    </tbody></table></div></section>`
}

function curvesOf (scenario: ScenarioResults): Markup[] {
  return scenario.metrics.flatMap(({ name, unit, n }) => {
    const factor = secondsPer(unit)
    if (factor === undefined || n < MIN_VALUES) return []
    const runs = scenario.runs.map(({ samples }) => samples[name]?.values.map(value => value * factor) ?? [])
      .filter(({ length }) => length > 0)
    const seeds = runs.length === 1 ? '1 seed' : `${digits(runs.length)} seeds`
    const bound = boundOf(scenario, name)
    const picture = cdf({
      unit: 's',
      runs,
      ...(bound !== undefined && { bound: bound * factor }),
      expectations: scenario.expectations.filter(({ metric }) => metric === name)
        .map(expectation => ({ ...expectation, bound: expectation.bound * factor })),
      colour: name.includes('first') ? 'violet' : 'blue',
      title: `Distribution of ${name} in ${scenario.name}`,
    })
    const numbers = `${scenario.name} · ${digits(n)} values, ${seeds}`
    return [html`<figure><figcaption><b>${name}</b> <span>${numbers}</span></figcaption>${picture}</figure>`]
  })
}

function row (metric: Metric): Markup {
  const { name, unit, n, mean, ci95: [low, high], p5, p50, p90, p99 } = metric
  const half = (high - low) / 2
  const cell = (value: number): Markup => html`<td class="number">${n === 1 ? '' : format(value, unit)}</td>`
  return html`<tr><td class="first">${name} <span class="aside">${unitInWords(unit)}</span></td>
    <td class="number">${digits(n)}</td>
    <td class="number">${format(mean, unit)}
      ${half > 0 && html`<span class="aside">± ${format(half, unit)}</span>`}</td>
    ${[p5, p50, p90, p99].map(cell)}<td class="chart">${strip(metric)}</td></tr>`
}
