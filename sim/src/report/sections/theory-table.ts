import type { ValidationRow } from '../../results.ts'
import { digits, format, unitInWords } from '../format.ts'
import { html, type Markup } from '../markup.ts'
import { distance } from '../small-charts.ts'
import { signCell } from './sign-cell.ts'

/** Groups with more rows are folded, unless one of them is out of limits. */
const MAX_OPEN_ROWS = 12

/** Every formula and published figure beside what the lab measured. */
export function theoryTable (rows: readonly ValidationRow[]): Markup {
  if (rows.length === 0) return html``
  const groups = [...new Set(rows.map(({ group }) => group))]
  return html`<section><h2>Against theory and measurements</h2>
    <p class="lead">The line in the middle is what theory says, the shaded span is what may be missed.</p>
    ${groups.map(name => ofGroup(name, rows.filter(row => row.group === name)))}</section>`
}

function ofGroup (name: string, rows: readonly ValidationRow[]): Markup {
  const missed = rows.filter(({ met }) => !met).length
  const sources = [...new Set(rows.map(({ source }) => source))]
  const table = html`<div class="scroll"><table class="theory"><thead><tr><th class="sign"></th><th></th>
    <th class="number">Expected</th><th class="number">Measured</th><th>Distance</th><th>Tolerance</th>
    ${sources.length > 1 && html`<th>Source</th>`}</tr></thead>
    <tbody>${rows.map(row => line(row, sources.length > 1))}</tbody></table></div>`
  const source = sources.length === 1 && html`<p class="aside">${sources[0]}</p>`
  const heading = html`<h3>${name}</h3>${source}`
  if (rows.length <= MAX_OPEN_ROWS || missed > 0) return html`${heading}${table}`
  return html`${heading}<details><summary>${digits(rows.length)} rows, all within limits; the farthest at
    ${Math.max(...rows.map(row => row.distance)).toFixed(2)} of the tolerance</summary>${table}</details>`
}

function line (row: ValidationRow, isSourceShown: boolean): Markup {
  const { name, unit, expected, measured, tolerance, met, source } = row
  return html`<tr class="${met ? '' : 'missed'}">${signCell(met ? 'good' : 'bad')}
    <td>${name} <span class="aside">${unitInWords(unit)}</span></td>
    <td class="number">${format(expected, unit)}</td><td class="number"><b>${format(measured, unit)}</b></td>
    <td class="chart">${distance(row)}</td><td class="aside">${tolerance}</td>
    ${isSourceShown && html`<td class="aside rest">${source}</td>`}</tr>`
}
