import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkCore } from './check-core.mjs'
import { findCircles } from './circles.mjs'
import { readPackage } from './read-package.mjs'

/** Reads every package below a root: `count` files, and in `findings` a sentence for each thing that breaks a rule. */
export function checkTree(root) {
  const findings = []
  let count = 0
  for (const folder of packageFolders(root)) {
    const files = readPackage(join(root, folder))
    count += files.size
    const own = folder === 'packages/core' ? checkCore(files) : []
    findings.push(...[...own, ...leaving(files), ...circles(files)].map((finding) => `${folder}/src/${finding}`))
  }
  return { count, findings }
}

function packageFolders(root) {
  const packages = join(root, 'packages')
  const names = existsSync(packages) ? readdirSync(packages).sort().map((name) => `packages/${name}`) : []
  return [...names, 'sim', 'bench'].filter((folder) => existsSync(join(root, folder, 'src')))
}

function circles(files) {
  return findCircles(files).map((circle) => `${circle[0]}: imports itself in a circle: ${circle.join(' -> ')}`)
}

/** A relative path into another package would go round what that package offers. */
function leaving(files) {
  return [...files].flatMap(([path, { imports }]) => imports
    .filter((entry) => entry.file?.startsWith('../..'))
    .map((entry) => `${path}:${entry.line}: imports ${entry.specifier}, outside its package: use the package's name`))
}
