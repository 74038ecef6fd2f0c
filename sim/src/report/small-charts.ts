/** Charts of one line of a table: they have the table's columns for labels. */
import type { ExpectationOutcome, Metric, ValidationRow } from '../results.ts'
import { html, type Markup } from './markup.ts'

const WIDTH = 190
const HEIGHT = 22
const MIDDLE = HEIGHT / 2

function line (title: string, content: Markup): Markup {
  return html`<svg class="inline" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
    aria-label="${title}">${content}</svg>`
}

/** Where the outcome lies on a scale whose middle is the bound: the shaded side is where it should be. */
export function bullet ({ relation, bound, value, met }: ExpectationOutcome): Markup {
  if (value === null) return html``
  const at = bound === 0 ? (value === 0 ? 1 : 2) : value / bound
  const centre = WIDTH / 2
  const x = Math.min(WIDTH - 6, Math.max(6, centre * at))
  const good = relation === '=' ? [centre - 8, centre + 8] : relation.startsWith('<') ? [0, centre] : [centre, WIDTH]
  const colour = met ? 'fill-good' : 'fill-bad'
  const isFar = at > 1.94
  const sign = isFar
    ? html`<path class="${colour}" d="M${WIDTH - 8} ${MIDDLE - 5}l8 5l-8 5z"/>`
    : html`<circle class="${colour}" cx="${x}" cy="${MIDDLE}" r="5"/>`
  return line(`${met ? 'met' : 'missed'}: ${value} against ${bound}`, html`
    <rect class="wash-good" x="${good[0]!}" y="4" width="${good[1]! - good[0]!}" height="${HEIGHT - 8}" rx="2"/>
    <path class="grid" d="M0 ${MIDDLE}H${WIDTH}"/>
    <path class="bound" style="stroke-dasharray:none" d="M${centre} 2V${HEIGHT - 2}"/>
    ${sign}`)
}

/** How far a measurement is from its formula: the middle is equal, the grey ends are the tolerance. */
export function distance ({ expected, measured, distance: far, met }: ValidationRow): Markup {
  const centre = WIDTH / 2
  const limit = 70
  // What was never finished is missed above: NaN, which JSON keeps as null.
  const offset = (Math.sign(measured - expected) || 1) * far * limit
  const x = Math.min(WIDTH - 5, Math.max(5, centre + offset))
  return line(`${far.toFixed(2)} of the tolerance`, html`
    <rect class="wash-good" x="${centre - limit}" y="5" width="${2 * limit}" height="${HEIGHT - 10}" rx="2"/>
    <path class="axis" d="M${centre} 3V${HEIGHT - 3}"/>
    <path class="grid" d="M0 ${MIDDLE}H${WIDTH}"/>
    <path class="${met ? 'stroke-good' : 'stroke-bad'}" stroke-width="2" d="M${centre} ${MIDDLE}H${x}"/>
    <circle class="fill-${met ? 'good' : 'bad'}" cx="${x}" cy="${MIDDLE}" r="4.5"/>`)
}

/** From the smallest to the largest; thick from the 5th to the 90th percentile, a dot at the median. */
export function strip ({ min, p5, p50, p90, p99, max }: Metric): Markup {
  const width = max - min
  if (!(width > 0)) return html``
  const x = (value: number): number => 6 + (value - min) / width * (WIDTH - 12)
  return line(`from ${min} to ${max}, median ${p50}`, html`
    <path class="axis" d="M${x(min)} ${MIDDLE}H${x(max)}"/>
    <path class="sky" stroke-width="2" d="M${x(p90)} ${MIDDLE}H${x(p99)}"/>
    <path class="sky" stroke-width="7" stroke-linecap="butt" d="M${x(p5)} ${MIDDLE}H${x(p90)}"/>
    <circle class="fill-blue" cx="${x(p50)}" cy="${MIDDLE}" r="4.5"/>`)
}
