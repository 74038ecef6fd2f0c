import { readFile, writeFile } from 'node:fs/promises'

function markers(name: string): { readonly begin: string; readonly end: string } {
  return { begin: `<!-- bench:${name} -->`, end: `<!-- /bench:${name} -->` }
}

/**
 * The text with what stands between a measure's markers replaced.
 * Throws when the markers are missing: a figure must not be lost because a heading was edited.
 */
export function replaceSection(text: string, name: string, section: string): string {
  const { begin, end } = markers(name)
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the documentation has no place for '${name}' (${begin} ... ${end})`)
  return `${text.slice(0, from + begin.length)}\n${section}\n${text.slice(to)}`
}

/** Writes a measure's section into the file, between its markers. */
export async function writeSection(path: string, name: string, section: string): Promise<void> {
  await writeFile(path, replaceSection(await readFile(path, 'utf8'), name, section))
}
