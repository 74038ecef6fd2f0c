import type { ValidationRow } from '../results.ts'
import { picture } from './axes.ts'
import { digits } from './format.ts'
import { html, type Markup } from './markup.ts'

export interface HeatMapOptions {
  readonly title: string
  readonly rows: readonly ValidationRow[]
  readonly show: 'measured' | 'expected' | 'difference'
}

const CELL = { width: 38, height: 32, gap: 2 }
const LEFT = 46
const TOP = 34
/** Differences of so many standard errors have the full colour. */
const FULL_COLOUR = 3

/** Availability by scheme (across) and by the share of time that members are online (down). */
export function heatMap ({ title, rows, show }: HeatMapOptions): Markup {
  const schemes = unique(rows.map(({ at }) => `${at!.need} of ${at!.of}`))
  const shares = unique(rows.map(({ at }) => at!.p!))
  const width = LEFT + schemes.length * (CELL.width + CELL.gap)
  const height = TOP + shares.length * (CELL.height + CELL.gap)
  const cells = rows.map(row => {
    const x = LEFT + schemes.indexOf(`${row.at!.need} of ${row.at!.of}`) * (CELL.width + CELL.gap)
    const y = TOP + shares.indexOf(row.at!.p!) * (CELL.height + CELL.gap)
    const { fill, text, strong } = show === 'difference' ? differenceCell(row) : shareCell(row[show])
    return html`<g><title>${row.name}: measured ${digits(row.measured)}, binomial ${digits(row.expected)}</title>
      <rect x="${x}" y="${y}" width="${CELL.width}" height="${CELL.height}" rx="2" style="fill:${fill}"/>
      <text x="${x + CELL.width / 2}" y="${y + CELL.height / 2 + 4}" text-anchor="middle"
        class="${strong ? 'paper' : 'ink'}">${text}</text></g>`
  })
  const columns = schemes.map((scheme, index) => {
    const [need, of] = scheme.split(' of ')
    const x = LEFT + index * (CELL.width + CELL.gap) + CELL.width / 2
    return html`<text x="${x}" y="${TOP - 18}" text-anchor="middle">${need} of</text>
      <text x="${x}" y="${TOP - 6}" text-anchor="middle">${of}</text>`
  })
  const lines = shares.map((share, index) => html`<text x="${LEFT - 7}" text-anchor="end"
    y="${TOP + index * (CELL.height + CELL.gap) + CELL.height / 2 + 4}">${percent(share)}</text>`)
  return picture({ width, height }, title, html`${columns}${lines}${cells}`)
}

interface Cell { readonly fill: string, readonly text: string, readonly strong: boolean }

function shareCell (share: number): Cell {
  return {
    fill: `color-mix(in oklab, var(--heat-high) ${(share * 100).toFixed(1)}%, var(--heat-low))`,
    text: threeDigits(share),
    strong: share > 0.55,
  }
}

/** In standard errors: the tolerance is three of them. Blue is more than theory says, orange is less. */
function differenceCell ({ expected, measured, distance }: ValidationRow): Cell {
  const errors = Math.sign(measured - expected) * distance * FULL_COLOUR
  const share = Math.min(1, Math.abs(errors) / FULL_COLOUR)
  const colour = errors < 0 ? 'var(--orange)' : 'var(--blue)'
  return {
    fill: `color-mix(in oklab, ${colour} ${(share * 100).toFixed(1)}%, var(--heat-low))`,
    text: Math.abs(errors) < 0.05 ? '0' : `${errors < 0 ? '−' : '+'}${Math.abs(errors).toFixed(1)}`,
    strong: share > 0.6,
  }
}

function threeDigits (share: number): string {
  if (share === 0) return '0'
  if (share >= 0.9995) return share === 1 ? '1' : '>.999'
  return share < 0.0005 ? '<.001' : share.toFixed(3).slice(1)
}

function percent (share: number): string {
  return `${Number((share * 100).toPrecision(3))}\u2009%`
}

function unique<Value> (values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
