import { quantile } from '../statistics.ts'
import { picture, SMALL, xAxis, yAxis } from './axes.ts'
import { curve } from './cdf.ts'
import { format } from './format.ts'
import { html, type Markup } from './markup.ts'
import { linear, time } from './scale.ts'

export interface Overlaid {
  readonly name: string
  readonly values: readonly number[]
  readonly colour: string
}

/** Several distributions over each other; each says at its median what it is. */
export function overlay (title: string, unit: string, overlaid: readonly Overlaid[]): Markup {
  const frame = SMALL
  const sorted = overlaid.map(({ values, ...rest }) => ({ ...rest, values: values.toSorted((a, b) => a - b) }))
  const high = Math.max(...sorted.map(({ values }) => values.at(-1)!))
  const x = time([0, high * 1.04], [frame.left, frame.right], 4)
  const y = linear([0, 1], [frame.bottom, frame.top], 2)
  return picture(frame, title, html`${yAxis(frame, y, 'share')}${xAxis(frame, x, unit)}
    ${sorted.map(({ values, colour }) => html`<path class="line ${colour}" d="${curve(values, x, y)}"/>`)}
    ${sorted.map(({ name, values, colour }, index) => {
      const middle = quantile(values, 0.5)
      const isLeft = x(middle) > (frame.left + frame.right) * 0.6
      // One above the other: medians that agree must not write over each other.
      const height = y(0.5) + (index === 0 ? -9 : 20)
      return html`<circle class="fill-${colour}" cx="${x(middle)}" cy="${y(0.5)}" r="3.5"/><text class="halo"
        style="fill:var(--${colour})" x="${x(middle) + (isLeft ? -9 : 9)}" y="${height}"
        text-anchor="${isLeft ? 'end' : 'start'}">${name} ${format(middle, unit)}</text>`
    })}`)
}
