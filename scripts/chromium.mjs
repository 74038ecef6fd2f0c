// Tests of what only a browser has (its storage, its connections, components on a screen) run in a real Chromium.
import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { say, Stop } from './say.mjs'
import { installWithApt } from './tasks/apt.mjs'

const NAMES = process.platform === 'win32'
  ? ['chrome.exe', 'chromium.exe']
  : ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Where installers put it that change no PATH. */
const PLACES = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
}

/** The Chromium that this machine has: what PASSEL_CHROMIUM names, else the first on PATH; undefined without one. */
export function findChromium(env = process.env, platform = process.platform) {
  if (env.PASSEL_CHROMIUM) return env.PASSEL_CHROMIUM
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute)
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...onPath, ...(PLACES[platform] ?? [])].find(isProgram)
}

/**
 * Finds Chromium, or installs it where that can be done without asking (as root on Debian and its kin); tests started
 * afterwards find it in PASSEL_CHROMIUM. Stops the run with what to type where there is none.
 */
export async function provideChromium(env = process.env, install = aptChromium) {
  if (env.PASSEL_CHROMIUM && !isProgram(env.PASSEL_CHROMIUM)) {
    throw new Stop(`PASSEL_CHROMIUM is ${env.PASSEL_CHROMIUM}, and there is no program of that name.`)
  }
  const found = findChromium(env) ?? await install(env)
  if (!found) {
    throw new Stop('Tests in a browser need Chromium (or Chrome), and none was found. Type one of:\n'
      + '  apt-get install --no-install-recommends chromium      (as root, on Debian)\n'
      + '  PASSEL_CHROMIUM=/path/to/chromium npm test            (when you have one elsewhere)\n'
      + 'then try again; npm test -- pure machines lint ... runs steps that need none.')
  }
  env.PASSEL_CHROMIUM = found
  return found
}

async function aptChromium(env) {
  const { tried, output } = await installWithApt(['chromium'], 'for the tests in a browser')
  if (!tried) return undefined
  return findChromium(env) ?? say(`that did not work:\n${output}`)
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
