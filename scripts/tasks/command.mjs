import { spawn } from 'node:child_process'
import { ROOT } from '../places.mjs'

/**
 * Runs a command in the checkout and resolves to `{ ok, output }`, stdout and stderr in the order they came.
 * A command that cannot be started is one that failed, and `output` says why.
 */
export function run(command, args, { env = {}, cwd = ROOT, live = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
      // npm's commands are scripts there, which only a shell starts.
      shell: process.platform === 'win32',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => { output += text })
    }
    child.once('error', (error) => resolve({ ok: false, output: `${command}: ${error.message}` }))
    child.once('close', (code) => resolve({ ok: code === 0, output }))
  })
}

/** Runs commands one after the other up to the first that fails; resolves like `run`, with all output. */
export async function runAll(commands, options) {
  let output = ''
  for (const [command, ...args] of commands) {
    const result = await run(command, args, options)
    output += result.output
    if (!result.ok) return { ok: false, output: `$ ${[command, ...args].join(' ')}\n${output}` }
  }
  return { ok: true, output }
}
