import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { readSource } from './read-source.mjs'

/**
 * The source files of a package, by their path below `src` (forward slashes): each with its `uses` and its `imports`,
 * where an import has either `file` (a path below `src`, or one that starts with `..` when it leaves) or `package`.
 */
export function readPackage(folder) {
  const src = join(folder, 'src')
  const files = new Map()
  if (!existsSync(src)) return files
  for (const path of sourceFiles(src)) {
    const name = relative(src, path).split(sep).join('/')
    const { imports, uses } = readSource(path, readFileSync(path, 'utf8'))
    files.set(name, { uses, imports: imports.map((entry) => ({ ...entry, ...target(entry.specifier, path, src) })) })
  }
  return files
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function target(specifier, importer, src) {
  if (specifier.startsWith('.')) return { file: relative(src, join(dirname(importer), specifier)).split(sep).join('/') }
  if (specifier.startsWith('node:')) return { package: specifier }
  return { package: specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}
