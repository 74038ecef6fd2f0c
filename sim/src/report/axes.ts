import { format } from './format.ts'
import { html, type Markup } from './markup.ts'
import type { Scale } from './scale.ts'

/** Where a chart's data lie in its picture; the rest is for labels. */
export interface Frame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A small multiple: about three fit side by side. */
export const SMALL: Frame = { width: 340, height: 208, left: 40, right: 326, top: 22, bottom: 176 }

/** About what a letter takes, and what two labels keep between them. */
const LETTER = 6
const APART = 8

/** Ticks below, without lines: the eye follows values sideways. Labels stay inside the picture and do not touch. */
export function xAxis (frame: Frame, scale: Scale, unit: string): Markup {
  let lastEnd = -Infinity
  return html`<path class="axis" d="M${frame.left} ${frame.bottom}H${frame.right}"/>${scale.ticks.map(tick => {
    const x = scale(tick)
    if (x < frame.left - 0.5 || x > frame.right + 0.5) return undefined
    const label = format(tick, unit)
    const half = label.length * LETTER / 2
    const middle = Math.min(x, frame.width - half)
    const mark = html`<path class="axis" d="M${x} ${frame.bottom}v4"/>`
    if (middle - half < lastEnd + APART) return mark
    lastEnd = middle + half
    return html`${mark}<text x="${middle}" y="${frame.bottom + 17}" text-anchor="middle">${label}</text>`
  })}`
}

/** Faint lines across, with labels left of them. */
export function yAxis (frame: Frame, scale: Scale, unit: string): Markup {
  return html`${scale.ticks.map(tick => {
    const y = scale(tick)
    if (y < frame.top - 0.5 || y > frame.bottom + 0.5) return undefined
    return html`<path class="grid" d="M${frame.left} ${y}H${frame.right}"/><text x="${frame.left - 6}" y="${y + 4}"
      text-anchor="end">${format(tick, unit)}</text>`
  })}`
}

/** A picture that a screen reader announces by its title. */
export function picture ({ width, height }: Pick<Frame, 'width' | 'height'>, title: string, content: Markup): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${content}</svg>`
}

/** A line through points; `step` keeps each value until the next. */
export function path (points: readonly (readonly [x: number, y: number])[], step = false): string {
  let text = ''
  let lastX = NaN
  let lastY = NaN
  for (const [x, y] of points) {
    const to = `${round(x)} ${round(y)}`
    if (Number.isNaN(lastX)) text += `M${to}`
    else if (step) text += y === lastY ? '' : `H${round(x)}V${round(y)}`
    else text += `L${to}`
    lastX = x
    lastY = y
  }
  return step && !Number.isNaN(lastX) ? `${text}H${round(lastX)}` : text
}

function round (value: number): number {
  return Math.round(value * 10) / 10
}
