import type { ValidationRow } from '../../results.ts'
import { heatMap } from '../heat-map.ts'
import { html, type Markup } from '../markup.ts'

/** Whether enough holders are online, measured beside the binomial. */
export function availabilityMaps (rows: readonly ValidationRow[]): Markup {
  const cells = rows.filter(({ at }) => at?.p !== undefined && at.need !== undefined && at.of !== undefined)
  const groups = [...new Set(cells.map(({ group }) => group))]
    .map(name => ({ name, cells: cells.filter(({ group }) => group === name) }))
    .filter(group => isGrid(group.cells))
  if (groups.length === 0) return html``
  return html`<section><h2>Are enough holders online?</h2>
    <p class="lead">Chance that at least N of M holders are there, for members who are online a share p of the time
      (rows). “1 of M” is whole copies; more is what coding would need. The difference is in standard errors; three are
      allowed.</p>
    ${groups.map(({ name, cells: own }) => html`<h3>${name}</h3><div class="three">
      <figure><figcaption><b>Simulated</b></figcaption>
        ${heatMap({ title: 'Simulated', rows: own, show: 'measured' })}</figure>
      <figure><figcaption><b>Binomial</b></figcaption>
        ${heatMap({ title: 'Binomial', rows: own, show: 'expected' })}</figure>
      <figure><figcaption><b>Difference</b> <span>in standard errors</span></figcaption>
        ${heatMap({ title: 'Difference', rows: own, show: 'difference' })}</figure></div>`)}</section>`
}

/** Every share with every scheme: otherwise it is a few cells, and the table shows them better. */
function isGrid (cells: readonly ValidationRow[]): boolean {
  const shares = new Set(cells.map(({ at }) => at!.p))
  const schemes = new Set(cells.map(({ at }) => `${at!.need} of ${at!.of}`))
  return shares.size > 1 && schemes.size > 1 && cells.length === shares.size * schemes.size
}
