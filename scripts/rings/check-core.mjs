import { lists, partOf, RESTLESS_IMPORTS, UNREACHABLE } from './rules.mjs'

/** What breaks the rules of the rings in the files of packages/core, one sentence each with the place in front. */
export function checkCore(files) {
  const findings = []
  for (const [path, { imports, uses }] of files) {
    const part = partOf(path)
    if (!part) {
      findings.push(`${path}: belongs to no part of the code; scripts/rings/rules.mjs lists them`)
      continue
    }
    if (part.anything) continue
    for (const entry of imports) {
      const why = entry.file === undefined ? packageFault(part, entry) : fileFault(part, entry)
      if (why) findings.push(`${path}:${entry.line}: ${why}`)
    }
    if (part.calm) findings.push(...uses.map(({ name, line }) => `${path}:${line}: ${restless(part, name)}`))
  }
  return [...findings, ...UNREACHABLE.flatMap((rule) => reachFaults(files, rule))]
}

function fileFault(part, { file, typeOnly }) {
  if (file.startsWith('..')) return undefined // Leaving the package is another check's finding.
  const other = partOf(file)
  if (!other || part.imports.includes(other.name) || (typeOnly && part.types?.includes(other.name))) return undefined
  return `${part.name} must not import ${file} (${other.name}): imports point inwards, ${part.name} knows `
    + `${part.imports.join(', ')} only`
}

function packageFault(part, { package: name, names }) {
  if (name.startsWith('node:') && !part.anywhere) return `${name} exists in Node only: core runs in browsers too`
  if (part.packages && !lists(part.packages, name)) {
    return `${part.name} must not import ${name}: it knows ${part.packages.join(', ') || 'no package'} only`
  }
  const restlessName = part.calm && names.find((each) => RESTLESS_IMPORTS.has(each))
  return restlessName ? restless(part, restlessName) : undefined
}

function restless(part, name) {
  return `${part.name} must not use ${name}: clock, randomness and I/O belong to adapters, `
    + 'and come in as events or arguments'
}

/** Packages that an entry must not lead to, with the way it does. */
function reachFaults(files, { from, packages }) {
  const cameFrom = new Map([[from, undefined]])
  const findings = []
  for (const path of cameFrom.keys()) {
    for (const entry of files.get(path)?.imports ?? []) {
      if (entry.file !== undefined && files.has(entry.file) && !cameFrom.has(entry.file)) cameFrom.set(entry.file, path)
      if (entry.package === undefined || !lists(packages, entry.package)) continue
      const way = [path]
      for (let step = cameFrom.get(path); step; step = cameFrom.get(step)) way.unshift(step)
      const place = `${way.join(' -> ')}:${entry.line}`
      findings.push(`${from}: must not lead to ${entry.package}, an optional package: ${place}`)
    }
  }
  return findings
}
