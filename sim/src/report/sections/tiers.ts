import type { ScenarioResults } from '../../results.ts'
import { html, type Markup } from '../markup.ts'
import { overlay } from '../overlay.ts'

/** What a story that was played with sockets is called, after its name in virtual time. */
const REAL = ', real'

/** Stories that were played twice, virtual and real time over each other. */
export function tiers (scenarios: readonly ScenarioResults[]): Markup {
  const pairs = scenarios.flatMap(real => {
    const virtual = real.name.endsWith(REAL) && scenarios.find(({ name }) => name + REAL === real.name)
    return virtual ? [{ virtual, real }] : []
  })
  if (pairs.length === 0) return html``
  return html`<section><h2>Virtual and real time</h2>
    <p class="lead">The same story by the machines in virtual time, and by whole engines over sockets on one machine.
      What reality adds is what the model leaves out, above all the processor.</p>
    ${pairs.map(({ virtual, real }) => html`<h3>${virtual.name} <span class="aside">${virtual.title}</span></h3>
      <div class="multiples">${charts(virtual, real)}</div>`)}</section>`
}

function charts (virtual: ScenarioResults, real: ScenarioResults): Markup[] {
  const valuesOf = ({ runs }: ScenarioResults, metric: string): number[] =>
    runs.flatMap(({ samples }) => samples[metric]?.values ?? [])
  return virtual.metrics.filter(({ unit }) => unit === 's').flatMap(({ name }) => {
    const [model, measured] = [valuesOf(virtual, name), valuesOf(real, name)]
    if (model.length === 0 || measured.length === 0) return []
    return [html`<figure><figcaption><b>${name}</b></figcaption>${overlay(`${name} of ${virtual.name}`, 's', [
      { name: 'virtual', values: model, colour: 'blue' }, { name: 'real', values: measured, colour: 'orange' },
    ])}</figure>`]
  })
}
