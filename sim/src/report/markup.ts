/** Text that is already HTML or SVG; everything else is escaped when it is put into some. */
export interface Markup {
  readonly markup: string
}

export type Content = Markup | string | number | false | undefined | readonly Content[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;',
}

function write (content: Content): string {
  if (content === undefined || content === false) return ''
  if (typeof content === 'string') return content.replace(/[&<>"']/g, character => ESCAPES[character]!)
  if (typeof content === 'number') return coordinate(content)
  if ('markup' in content) return content.markup
  return content.map(write).join('')
}

/** Template for HTML and SVG: what is put in is escaped unless it is markup; numbers lose needless digits. */
export function html (strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let markup = strings[0]!
  for (const [index, content] of contents.entries()) markup += write(content) + strings[index + 1]!
  return { markup }
}

/** Two decimals are a twentieth of a pixel; more only make the file larger. */
function coordinate (value: number): string {
  return String(Math.round(value * 100) / 100)
}
