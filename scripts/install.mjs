import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MODULES, ROOT } from './places.mjs'
import { say, secondsSince, Stop } from './say.mjs'

/** Written last, so that an installation which was cut short is done again. */
const STAMP = join(MODULES, '.passel-stamp')

const DEPENDENCY_FIELDS = [
  'workspaces', 'dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies', 'overrides',
]

/** Makes `node_modules` what the lockfile says; costs a few milliseconds when it already is. */
export function installPackages() {
  const wanted = digestOfWishes()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  if (!isInstalledByHand()) cleanInstall()
  writeFileSync(STAMP, wanted)
}

function cleanInstall() {
  say('installing packages with npm ci (about 600 MB on disk, a minute or two the first time) ...')
  const start = performance.now()
  const { status, error } = spawnSync('npm', ['ci', '--no-progress', '--loglevel=error'], {
    cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32',
  })
  if (error) throw new Stop(`npm could not be started: ${error.message}`)
  if (status !== 0) {
    throw new Stop('npm ci failed, see above. Without a connection, try again later; when it says that package.json '
      + 'and package-lock.json differ, run npm install and commit the lockfile.')
  }
  say(`packages installed in ${secondsSince(start)} s`)
}

/** Covers all that decides what gets installed: the lockfile, and what packages wish (npm ci compares the two). */
function digestOfWishes() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of ['package-lock.json', '.npmrc']) hash.update(readFileSync(join(ROOT, file)))
  for (const folder of ['.', 'sim', 'stories', 'e2e', 'bench', 'examples', ...folders('packages')]) {
    const file = join(ROOT, folder, 'package.json')
    if (!existsSync(file)) continue
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    hash.update(JSON.stringify([folder, ...DEPENDENCY_FIELDS.map((field) => manifest[field])]))
  }
  return hash.digest('hex')
}

/** True when somebody's own `npm install` has already brought exactly what the lockfile says. */
function isInstalledByHand() {
  const record = join(MODULES, '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages
  return Object.entries(locked).every(([path, { version, optional, link }]) =>
    !path.includes('node_modules/') || link || optional || installed[path]?.version === version)
}

function folders(parent) {
  return readdirSync(join(ROOT, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory()).map((entry) => `${parent}/${entry.name}`).sort()
}
