import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { inRoot } from '../places.mjs'
import { Stop } from '../say.mjs'

/** What makes Node resolve `@passel/*` to TypeScript source. */
export const FROM_SOURCE = ['--conditions=passel-source', '--disable-warning=ExperimentalWarning']

/** Runs one of the checkout's programs from source, in the caller's folder and terminal; resolves to its exit code. */
export function runProgram(node, path, args) {
  const file = inRoot(path)
  if (!existsSync(file)) throw new Stop(`${path} does not exist in this checkout.`)
  return new Promise((resolve, reject) => {
    // npm moves to the checkout; paths that a person types are meant from where they typed them.
    const cwd = process.env.INIT_CWD ?? process.cwd()
    const child = spawn(node, [...FROM_SOURCE, file, ...args], { cwd, stdio: 'inherit' })
    process.on('SIGINT', () => { /* The terminal has told the program too, which ends in its own way. */ })
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code))
  })
}
