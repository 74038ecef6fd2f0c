import type { RunResult, ScenarioResults } from '../../results.ts'
import { html, type Markup } from '../markup.ts'
import { swimLane, swimLaneLegend } from '../swim-lane.ts'
import { hasFailed, replay } from './verdict.ts'

/** Failing runs come first; pictures beyond these would only make the page long. */
const MAX_PICTURES = 6

/** Who did what when: every failing run, and one that went well. */
export function swimLanes (scenarios: readonly ScenarioResults[]): Markup {
  const recorded = scenarios.flatMap(({ runs }) => runs).filter(({ lanes }) => lanes !== undefined && lanes.length > 0)
  const failed = recorded.filter(hasFailed)
  const well = recorded.filter(run => !hasFailed(run))
  const told = [...failed, ...well.slice(0, failed.length === 0 ? 2 : 1)].slice(0, MAX_PICTURES)
  if (told.length === 0) return html``
  return html`<section><h2>Who did what when</h2>${swimLaneLegend()}${told.map(lane)}</section>`
}

function lane (run: RunResult): Markup {
  const { scenario, seed, lanes, failure, virtualSeconds } = run
  const last = Math.max(...lanes!.map(event => event.untilSeconds ?? event.seconds), failure?.seconds ?? 0)
  return html`<h3>${hasFailed(run) ? html`<span class="mark bad">✗</span> ` : ''}${scenario}
      <span class="aside">seed ${String(seed)}${failure !== undefined && `: ${failure.what}`}</span></h3>
    ${failure !== undefined && replay(failure.replay)}
    ${swimLane({
      title: `Swim lanes of ${scenario}, seed ${seed}`,
      lanes: lanes!,
      untilSeconds: Math.min(last * 1.04, Math.max(virtualSeconds, last)),
      ...(failure !== undefined && { failure }),
    })}`
}
