import type { ExpectationOutcome, ScenarioResults } from '../../results.ts'
import { format, unitInWords } from '../format.ts'
import { html, type Markup } from '../markup.ts'
import { bullet } from '../small-charts.ts'
import { signCell } from './sign-cell.ts'

const RELATIONS = { '<=': '≤', '>=': '≥', '=': '=', '<': '<', '>': '>' }

/** What was written before the run, and what came of it. */
export function expectations (scenarios: readonly ScenarioResults[]): Markup {
  const told = scenarios.filter(scenario => scenario.expectations.length > 0)
  if (told.length === 0) return html``
  return html`<section><h2>Expected and measured</h2>
    <p class="lead">Bounds were written before the run. The line is the bound, the shaded side is where the outcome
      should be, full width is twice the bound.</p>
    <div class="scroll"><table><thead><tr><th class="sign"></th><th>Metric</th><th class="number">Expected</th>
      <th>0 … bound … 2×</th><th class="number">Measured</th><th>Why this bound</th></tr></thead><tbody>
    ${told.map(({ name, title, expectations: outcomes }) => html`
      <tr class="group"><td class="first" colspan="6">${name} <span class="aside">${title}</span></td></tr>
      ${outcomes.map(row)}`)}</tbody></table></div></section>`
}

function row (outcome: ExpectationOutcome): Markup {
  const { metric, statistic, relation, bound, value, met, unit, reason } = outcome
  return html`<tr class="${met ? '' : 'missed'}">${signCell(met ? 'good' : 'bad')}
    <td>${metric} <span class="aside">${statistic} ${unitInWords(unit)}</span></td>
    <td class="number">${RELATIONS[relation]} ${format(bound, unit)}</td><td class="chart">${bullet(outcome)}</td>
    <td class="number"><b>${format(value, unit)}</b></td><td class="aside rest">${reason}</td></tr>`
}
