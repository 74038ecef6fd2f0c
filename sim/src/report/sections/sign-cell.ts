import { html, type Markup } from '../markup.ts'

/** The first cell of a line: a sign and not only a colour. */
export function signCell (sign: 'good' | 'bad' | 'warning' | 'none'): Markup {
  switch (sign) {
    case 'good': return html`<td class="sign"><span class="mark good">✓</span></td>`
    case 'bad': return html`<td class="sign"><span class="mark bad">✗</span></td>`
    case 'warning': return html`<td class="sign"><span class="mark">!</span></td>`
    case 'none': return html`<td class="sign"></td>`
  }
}
