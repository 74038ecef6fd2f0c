import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PASSEL = fileURLToPath(new URL('../../bin/passel.mjs', import.meta.url))

/** Where a transfer of an actor is, as its last progress line said. */
export interface Progress {
  readonly ratio: number
  /** Plain bytes sealed or verified. */
  readonly loaded: number
  readonly path: string | null
  readonly peers: number
  readonly receipts: number
}

/** One `passel` process on the stage: it can be killed without warning and started again. */
export interface Actor {
  readonly name: string
  readonly progress: Progress
  /** Lines printed on stdout so far. */
  readonly lines: readonly string[]
  /** Lines on stderr that are not progress. */
  readonly errors: readonly string[]
  /** Resolves when `condition` holds; looked at after every line the process prints. Rejects when it exits before. */
  until (condition: (actor: Actor) => boolean): Promise<void>
  /** Resolves with the exit code. */
  exited (): Promise<number | null>
  /** SIGKILL: no goodbye, nothing flushed. */
  kill (): Promise<void>
  /** SIGTERM, and gone. */
  stop (): Promise<void>
}

export function startActor (name: string, args: readonly string[]): Actor {
  const child = spawn(process.execPath, [PASSEL, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const errors: string[] = []
  const watchers = new Set<() => void>()
  let progress: Progress = { ratio: 0, loaded: 0, path: null, peers: 0, receipts: 0 }
  const exit = once(child, 'exit').then(() => child.exitCode)

  const notify = (): void => { for (const watcher of watchers) watcher() }
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    notify()
  })
  createInterface({ input: child.stderr }).on('line', (line) => {
    const read = parseProgress(line)
    if (read === undefined) errors.push(line)
    else progress = read
    notify()
  })

  const actor: Actor = {
    name,
    get progress () { return progress },
    lines,
    errors,
    until: (condition) => new Promise((resolve, reject) => {
      const watcher = (): void => {
        if (!condition(actor)) return
        watchers.delete(watcher)
        resolve()
      }
      watchers.add(watcher)
      watcher()
      exit.then((code) => {
        if (!watchers.delete(watcher)) return
        reject(new Error(`${name} ended with ${code} too early: ${errors.slice(-5).join(' | ')}`))
      }, reject)
    }),
    exited: () => exit,
    kill: () => end(child, exit, 'SIGKILL'),
    stop: () => end(child, exit, 'SIGTERM')
  }
  return actor
}

async function end (child: ChildProcess, exit: Promise<unknown>, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal)
  await exit
}

function parseProgress (line: string): Progress | undefined {
  if (!line.startsWith('{')) return undefined
  const { progress, path, peers, receipts } = JSON.parse(line) as {
    progress: { loaded: number, total: number | null }, path: string | null, peers: number, receipts: { have: number }
  }
  const { loaded, total } = progress
  const ratio = total === null || total === 0 ? 0 : loaded / total
  return { loaded, ratio, path, peers, receipts: receipts.have }
}
