import type { PropertyCount, ScenarioResults } from '../../results.ts'
import { digits } from '../format.ts'
import { html, type Markup } from '../markup.ts'
import { signCell } from './sign-cell.ts'

/** What had to hold at every event, what had to come in the end, and what had to be reached at least once. */
export function properties (scenarios: readonly ScenarioResults[]): Markup {
  const told = scenarios.filter(scenario => scenario.properties.length > 0)
  if (told.length === 0) return html``
  return html`<section><h2>Properties</h2>
    <p class="lead">What held at every event, what came in the end, and which states were reached at all: of a state
      that no run reached these runs prove nothing.</p>
    ${told.map(ofScenario)}</section>`
}

function ofScenario ({ name, properties: counts }: ScenarioResults): Markup {
  const held = counts.filter(({ kind }) => kind !== 'sometimes')
  const states = counts.filter(({ kind }) => kind === 'sometimes').toSorted((a, b) => b.checks - a.checks)
  return html`<h3>${name}</h3>${held.length > 0 && heldTable(held)}${states.length > 0 && stateList(states)}`
}

/** Folded when all were reached. */
function stateList (states: readonly PropertyCount[]): Markup {
  const reached = states.filter(property => !isUnreached(property)).length
  const isOpen = reached < states.length
  return html`<details${isOpen && html` open`}><summary>${digits(reached)} of ${digits(states.length)} states reached,
    how often</summary><ul class="reached">${states.map(state)}</ul></details>`
}

/** Folded when all is well: what counts is that they were looked at. */
function heldTable (held: readonly PropertyCount[]): Markup {
  const checks = held.reduce((sum, property) => sum + property.checks, 0)
  const wrong = held.reduce((sum, { failures }) => sum + failures, 0)
  const summary = `${digits(held.length)} properties, looked at ${digits(checks)} times, ${
    wrong === 0 ? 'never wrong' : `${digits(wrong)} times wrong`}`
  return html`<details${wrong > 0 && html` open`}><summary>${summary}</summary>
    <div class="scroll"><table><thead><tr><th class="sign"></th><th></th><th>Property</th>
      <th class="number">Looked at</th><th class="number">Wrong</th></tr></thead>
      <tbody>${held.map(line)}</tbody></table></div></details>`
}

function isUnreached ({ checks }: PropertyCount): boolean {
  return checks === 0
}

function line ({ name, kind, checks, failures }: PropertyCount): Markup {
  return html`<tr class="${failures > 0 ? 'missed' : ''}">${signCell(failures > 0 ? 'bad' : 'good')}
    <td class="aside">${kind === 'liveness' ? 'in the end' : kind}</td><td>${name}</td>
    <td class="number">${digits(checks)}</td><td class="number">${failures > 0 ? digits(failures) : '–'}</td></tr>`
}

function state (property: PropertyCount): Markup {
  const { name, checks } = property
  const mark = isUnreached(property) ? html`<span class="mark">!</span>` : html`<span class="mark good">✓</span>`
  return html`<li class="${isUnreached(property) ? 'unreached' : ''}">${mark}<span>${name}</span>
    <span class="aside">${digits(checks)}</span></li>`
}
