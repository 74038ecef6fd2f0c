import type { Series } from '../results.ts'
import { path, picture, SMALL, xAxis, yAxis } from './axes.ts'
import { format } from './format.ts'
import { html, type Markup } from './markup.ts'
import { linear, time } from './scale.ts'

/** One thing that is drawn: thick in the run that is told, thin in the others. */
export interface Drawn {
  readonly name: string
  readonly colour: string
  readonly told: Series
  readonly others: readonly Series[]
}

export interface TimeLineOptions {
  readonly title: string
  readonly unit: string
  readonly drawn: readonly Drawn[]
  /** The same for all charts of a run, so that they can be read one below the other. */
  readonly untilSeconds: number
  /** When the run failed. */
  readonly failedSeconds?: number
}

const MAX_POINTS = 240
/** Labels of two lines come no nearer. */
const LABEL_GAP = 14

/** A value over virtual time; each line says at its end what it is. */
export function timeLine ({ title, unit, drawn, untilSeconds, failedSeconds }: TimeLineOptions): Markup {
  // A single line has its last value beside its end; names of several need the room above their lines.
  const frame = { ...SMALL, left: 52, top: 18, right: drawn.length > 1 ? SMALL.right : SMALL.right - 42 }
  const x = time([0, untilSeconds], [frame.left, frame.right], 4)
  let high = 0
  for (const { told, others } of drawn) {
    for (const { points } of [told, ...others]) for (const [, value] of points) high = Math.max(high, value)
  }
  // Nothing is more than all of it.
  const top = unit === 'share' && high > 0.5 ? Math.max(1, high) : high || 1
  const y = linear([0, top], [frame.bottom, frame.top], unit === 'share' && high > 0.5 ? 2 : 3)
  const trace = ({ points }: Series): string => {
    // What is counted stays as it is until the next is counted.
    const isCounted = points.every(([, value]) => Number.isInteger(value))
    return path(thinned(points).map(([at, value]) => [x(at), y(value)]), isCounted)
  }
  const ends = drawn.map(({ name, colour, told }) => ({ name, colour, value: told.points.at(-1)?.[1] ?? 0 }))
    .sort((a, b) => b.value - a.value)
  let lastY = -Infinity
  const labels = ends.map(({ name, colour, value }, index) => {
    // Above its line where the line is low, below it where it is at the top.
    const wish = y(value) < frame.top + 16 ? y(value) + 16 : y(value) - 7
    lastY = index === 0 ? wish : Math.max(wish, lastY + LABEL_GAP)
    if (drawn.length === 1) return html`<text class="ink" x="${frame.right + 6}" y="${y(value) + 4}">${
      format(value, unit)}</text>`
    return html`<text class="halo fill-${colour}" style="fill:var(--${colour})" x="${frame.right}" y="${lastY}"
      text-anchor="end">${name} ${format(value, unit)}</text>`
  })
  return picture(frame, title, html`
    ${yAxis(frame, y, unit)}${xAxis(frame, x, 's')}
    ${drawn.map(({ colour, others }) => others.map(series =>
      html`<path class="thin ${colour}" d="${trace(series)}"/>`))}
    ${failedSeconds !== undefined && html`<path class="stroke-bad" stroke-width="1.5"
      d="M${x(failedSeconds)} ${frame.top}V${frame.bottom}"/>`}
    ${drawn.map(({ colour, told }) => html`<path class="line ${colour}" d="${trace(told)}"/>`)}
    ${labels}`)
}

/** The largest and the smallest of each stretch: peaks stay where they are. */
function thinned (points: Series['points']): Series['points'] {
  if (points.length <= MAX_POINTS) return points
  const every = Math.ceil(points.length / (MAX_POINTS / 2))
  const kept: (readonly [number, number])[] = [points[0]!]
  for (let from = 1; from < points.length - 1; from += every) {
    const stretch = points.slice(from, Math.min(from + every, points.length - 1))
    const low = stretch.reduce((a, b) => b[1] < a[1] ? b : a)
    const high = stretch.reduce((a, b) => b[1] > a[1] ? b : a)
    kept.push(...(low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]))
  }
  kept.push(points.at(-1)!)
  return kept
}
