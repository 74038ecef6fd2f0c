import type { Results, RunResult } from '../../results.ts'
import { digits, format } from '../format.ts'
import { html, type Markup } from '../markup.ts'
import { signCell } from './sign-cell.ts'
import { hasFailed } from './verdict.ts'

/** Lines of the table; results.json has all. */
const MAX_RUNS = 200

/** Every run with what decided it: enough to run it again. */
export function runs ({ scenarios }: Results): Markup {
  const all = scenarios.flatMap(scenario => scenario.runs)
  if (all.length === 0) return html``
  const shown = [...all.filter(hasFailed), ...all.filter(run => !hasFailed(run))].slice(0, MAX_RUNS)
  return html`<section><h2>Runs</h2>
    <p class="lead">A seed decides a run, its parameters included. Two runs of one seed have one hash.</p>
    <details><summary>${digits(all.length)} runs with seed, hash and configuration</summary>
    <div class="scroll"><table><thead><tr><th class="sign"></th><th>Scenario</th><th class="number">Seed</th>
      <th>Hash</th><th class="number">Events</th><th class="number">Virtual</th><th class="number">Real</th>
      <th>Configuration</th></tr></thead>
    <tbody>${shown.map(line)}</tbody></table></div>
    ${all.length > shown.length
      && html`<p class="aside">and ${digits(all.length - shown.length)} more in results.json</p>`}
    </details></section>`
}

function line (run: RunResult): Markup {
  const { scenario, seed, traceHash, events, virtualSeconds, wallSeconds, configuration } = run
  const failed = hasFailed(run)
  const settings = Object.entries(configuration).map(([name, value]) => `${name} ${value}`).join(', ')
  return html`<tr class="${failed ? 'missed' : ''}">${signCell(failed ? 'bad' : 'none')}
    <td>${scenario}</td><td class="number">${String(seed)}</td><td><code>${traceHash}</code></td>
    <td class="number">${digits(events)}</td><td class="number">${format(virtualSeconds, 's')}</td>
    <td class="number">${format(wallSeconds, 's')}</td><td class="aside">${settings}</td></tr>`
}
