import { inRoot } from '../places.mjs'
import { run } from './command.mjs'

/** npm run storybook [-- OPTION...]: every component in every state, in a browser, until Ctrl-C. */
export async function runStorybook(_node, args, leave) {
  leave()
  const options = ['--config-dir', '.storybook', '--port', '6006', '--no-open', '--disable-telemetry']
  const { ok } = await run('storybook', ['dev', ...options, ...args], { cwd: inRoot('stories'), live: true })
  return ok ? 0 : 1
}
