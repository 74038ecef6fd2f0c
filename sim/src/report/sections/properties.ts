import type { PropertyCount, ScenarioResults } from '../../results.ts'
import { digits } from '../format.ts'
import { html, type Markup } from '../markup.ts'
import { signCell } from './sign-cell.ts'

const WORDS = { always: 'always', sometimes: 'sometimes', liveness: 'in the end' }

/** What had to hold at every event, what had to be reached at least once, and what had to come in the end. */
export function properties (scenarios: readonly ScenarioResults[]): Markup {
  const told = scenarios.filter(scenario => scenario.properties.length > 0)
  if (told.length === 0) return html``
  const unreached = told.flatMap(scenario => scenario.properties).filter(isUnreached).length
  return html`<section><h2>Properties</h2>
    <p class="lead">${unreached === 0
      ? 'Every “sometimes” was reached: the runs went where bugs would be.'
      : `${digits(unreached)} “sometimes” never reached: these runs prove less than they seem to.`}</p>
    <div class="scroll"><table><thead><tr><th class="sign"></th><th></th><th>Property</th>
      <th class="number">Looked at or reached</th><th class="number">Wrong</th></tr></thead><tbody>
    ${told.map(scenario => html`<tr class="group"><td class="first" colspan="5">${scenario.name}</td></tr>
      ${scenario.properties.map(line)}`)}</tbody></table></div></section>`
}

function isUnreached ({ kind, checks }: PropertyCount): boolean {
  return kind === 'sometimes' && checks === 0
}

function line (property: PropertyCount): Markup {
  const { name, kind, checks, failures } = property
  const [style, sign] = failures > 0 ? ['missed', 'bad'] as const
    : isUnreached(property) ? ['unreached', 'warning'] as const : ['', 'good'] as const
  return html`<tr class="${style}">${signCell(sign)}<td class="aside">${WORDS[kind]}</td><td>${name}</td>
    <td class="number">${digits(checks)}</td><td class="number">${failures > 0 ? digits(failures) : '–'}</td></tr>`
}
