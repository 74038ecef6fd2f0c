import type { ExpectationOutcome, ScenarioResults, Statistic } from '../results.ts'
import { quantile } from '../statistics.ts'
import { path, picture, SMALL, xAxis, yAxis, type Frame } from './axes.ts'
import { format } from './format.ts'
import { html, type Markup } from './markup.ts'
import { linear, logarithmicTime, time, type Scale } from './scale.ts'

export interface CdfOptions {
  readonly unit: string
  /** One array for each seed. */
  readonly runs: readonly (readonly number[])[]
  /** Nothing can be less: drawn as a wall. */
  readonly bound?: number
  /** Drawn as gates on the curve: it has to pass on their open side. */
  readonly expectations: readonly ExpectationOutcome[]
  readonly colour: string
  readonly title: string
}

/** Curves of single seeds are drawn up to so many; more are a blot. */
const MAX_SEED_CURVES = 12
/** A seed of fewer values has no curve. */
const MIN_SEED_VALUES = 3
/** Points of a curve: one for every second pixel. */
const MAX_POINTS = 160

const HEIGHTS: Partial<Record<Statistic, number>> = { p5: 0.05, p50: 0.5, p90: 0.9, p99: 0.99, max: 1 }

/** Which share of values is at most so large: all seeds together thick, single seeds thin behind it. */
export function cdf ({ unit, runs, bound, expectations, colour, title }: CdfOptions): Markup {
  const all = sortedOf(runs.flat())
  if (all.length === 0) return html``
  const gates = expectations.filter(({ statistic }) => HEIGHTS[statistic] !== undefined)
  const marks = [...gates.map(gate => gate.bound), ...(bound === undefined ? [] : [bound])].filter(mark => mark > 0)
  const low = Math.min(all[0]!, ...marks)
  const high = Math.max(all.at(-1)!, ...marks)
  const frame = SMALL
  const isWide = low > 0 && high / low > 30
  // A little of what is impossible is shown before the bound; without one it begins at 0 unless that is far away.
  const from = low > high * 0.4 ? low - (high - low) * 0.07 : 0
  const x = isWide
    ? logarithmicTime([low, high], [frame.left, frame.right])
    : time([from, high], [frame.left, frame.right], 4)
  const y = linear([0, 1], [frame.bottom, frame.top], 2)
  const isTold = runs.length > 1 && runs.length <= MAX_SEED_CURVES && all.length / runs.length >= MIN_SEED_VALUES
  const thin = isTold ? runs : []
  return picture(frame, title, html`
    ${yAxis(frame, y, 'share')}${xAxis(frame, x, unit)}
    ${bound !== undefined && wall(frame, x, bound, unit)}
    ${thin.map(run => html`<path class="thin ${colour}" d="${curve(sortedOf(run), x, y)}"/>`)}
    <path class="line ${colour}" d="${curve(all, x, y)}"/>
    ${gates.map(gate => drawGate(gate, x, y, unit))}
    ${labels(all, frame, x, y, unit, colour)}`)
}

function sortedOf (values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}

/**
 * The cumulative distribution, values ascending: straight from value to value as percentiles are counted, so that those
 * written beside it lie on it.
 */
export function curve (sorted: readonly number[], x: Scale, y: Scale): string {
  const last = sorted.length - 1
  const every = Math.max(1, Math.floor(sorted.length / MAX_POINTS))
  const points: [number, number][] = [[x(sorted[0]!), y(0)]]
  for (let index = 1; index <= last; index++) {
    if (index % every === 0 || index === last) points.push([x(sorted[index]!), y(index / last)])
  }
  return path([...points, [x(sorted[last]!), y(1)], [x(x.domain[1]), y(1)]])
}

/** The bound, with what is impossible shaded. */
function wall (frame: Frame, x: Scale, bound: number, unit: string): Markup {
  const at = x(bound)
  const isLeft = at > (frame.left + frame.right) / 2
  return html`<rect class="band" x="${frame.left}" y="${frame.top}" width="${Math.max(0, at - frame.left)}"
      height="${frame.bottom - frame.top}"/>
    <path class="bound" d="M${at} ${frame.top - 14}V${frame.bottom}"/>
    <text class="ink" x="${at + (isLeft ? -5 : 5)}" y="${frame.top - 7}"
      text-anchor="${isLeft ? 'end' : 'start'}">least possible ${format(bound, unit)}</text>`
}

/** A bar at the expectation's height that the curve must pass on the side where its feet do not point. */
function drawGate (gate: ExpectationOutcome, x: Scale, y: Scale, unit: string): Markup {
  const { bound, statistic, relation, met, reason } = gate
  const at = x(bound)
  const height = y(HEIGHTS[statistic]!)
  const feet = relation.startsWith('<') ? -5 : 5
  return html`<path class="line ${met ? 'stroke-good' : 'stroke-bad'}"
    d="M${at + feet} ${height - 6}H${at}V${height + 6}h${feet}">
    <title>${statistic} ${relation} ${format(bound, unit)}: ${reason}</title></path>`
}

/** Median and 90th percentile, written where the curve passes them; on the left of it where there is no room. */
function labels (
  sorted: readonly number[], frame: Frame, x: Scale, y: Scale, unit: string, colour: string
): Markup {
  return html`${[0.5, 0.9].map(q => {
    const value = quantile(sorted, q)
    const at = x(value)
    const isLeft = at > frame.right - 88
    return html`<circle class="fill-${colour}" cx="${at}" cy="${y(q)}" r="3.5"/><text class="ink halo"
      x="${at + (isLeft ? -9 : 9)}" y="${y(q) + 13}" text-anchor="${isLeft ? 'end' : 'start'}">p${q * 100}
      ${format(value, unit)}</text>`
  })}`
}

/** The largest lower bound that a scenario expects of a metric: `min >= bound`. */
export function boundOf (scenario: ScenarioResults, metric: string): number | undefined {
  const bounds = scenario.expectations
    .filter(each => each.metric === metric && each.statistic === 'min' && each.relation.startsWith('>'))
    .map(({ bound }) => bound)
  return bounds.length === 0 ? undefined : Math.max(...bounds)
}
