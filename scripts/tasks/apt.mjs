import { say } from '../say.mjs'
import { run, runAll } from './command.mjs'

/**
 * Installs packages of the system where that needs no question: as root, with apt-get. Resolves to `{ tried, output }`;
 * `tried` is false where it is not for us to do.
 */
export async function installWithApt(packages, why) {
  if (process.getuid?.() !== 0 || !(await run('apt-get', ['--version'])).ok) return { tried: false, output: '' }
  say(`installing ${packages.join(' and ')} with apt-get ${why} ...`)
  const { output } = await runAll([
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages],
  ], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  return { tried: true, output }
}
