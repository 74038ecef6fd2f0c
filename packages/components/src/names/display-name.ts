/** Characters of a name that are shown; more would fill the screen and say nothing. */
const MAX_STEM_CHARS = 80
const TAIL_CHARS = 16
/** What follows the last dot and is longer is no extension. */
const MAX_EXTENSION_CHARS = 12

/**
 * Control characters, and those that change the direction of what follows: with one of them `gpj.exe` reads `exe.jpg`.
 * Joiners stay: some scripts and many emoji need them.
 */
const MISLEADING = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

export interface DisplayName {
  /** What comes before the extension; shown shortened first. */
  readonly stem: string
  /** With its dot; always shown: it is what people judge a file by. */
  readonly extension: string
  readonly text: string
}

/** A stranger's file name as it can be shown: no tricks with its direction, no line breaks, bounded. */
export function displayName (name: string | undefined, fallback: string): DisplayName {
  const clean = (name ?? '').replace(MISLEADING, '').replace(/\s+/g, ' ').trim()
  if (clean === '') return { stem: fallback, extension: '', text: fallback }
  const dot = clean.lastIndexOf('.')
  const isExtension = dot > 0 && clean.length - dot <= MAX_EXTENSION_CHARS
  const extension = isExtension ? clean.slice(dot) : ''
  const stem = shortened(isExtension ? clean.slice(0, dot) : clean)
  return { stem, extension, text: stem + extension }
}

function shortened (stem: string): string {
  const chars = [...stem]
  if (chars.length <= MAX_STEM_CHARS) return stem
  return `${chars.slice(0, MAX_STEM_CHARS - TAIL_CHARS - 1).join('')}…${chars.slice(-TAIL_CHARS).join('')}`
}
