// The rules of form that the linter does not know: short lines, no semicolons at their ends, no tabs or stray spaces.
// Prints what breaks them and exits with 1; `node scripts/check-text.mjs [ROOT]`.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from './places.mjs'

/** Two files side by side on a laptop. */
const LONGEST_LINE = 120

const CODE = /\.(tsx?|mjs|py)$/
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', 'out', '.git'])
const GENERATED = /^\/\/ .*do not edit/

/** Each rule sees one line of code and answers what is wrong with it, if something is. */
const RULES = [
  (line) => line.length > LONGEST_LINE && `${line.length} characters, more than ${LONGEST_LINE}`,
  (line) => line.endsWith(';') && !/^\s*(\/\/|\/?\*|#|while )/.test(line) && 'a semicolon at its end',
  (line) => line.includes('\t') && 'a tab',
  (line) => /\s$/.test(line) && 'a space at its end',
]

const root = process.argv[2] ?? ROOT
const findings = []
for (const path of codeFiles(root)) {
  const lines = readFileSync(path, 'utf8').split('\n')
  if (GENERATED.test(lines[0])) continue
  for (const [index, line] of lines.entries()) {
    const wrong = RULES.map((rule) => rule(line)).find(Boolean)
    if (wrong) findings.push(`${relative(root, path)}:${index + 1}: ${wrong}`)
  }
}
for (const finding of findings) console.log(finding)
process.exitCode = findings.length === 0 ? 0 : 1

function codeFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return codeFiles(path)
    return CODE.test(entry.name) ? [path] : []
  })
}
