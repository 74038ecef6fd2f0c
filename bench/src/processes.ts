/**
 * Every process the bench starts is in one list, and the list is killed when the bench ends, however it ends.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { STDERR_TAIL_BYTES, STOP_GRACE_MS } from './limits.ts'

const running = new Set<ChildProcess>()

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

/** Remembers a process until it has exited. */
export function track(child: ChildProcess): void {
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
}

/** Kills whatever is left, at once. */
function killAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Makes sure nothing outlives the bench, also when it is interrupted. */
export function killAllAtExit(): void {
  process.once('exit', killAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(1))
  }
}

/** Asks a process to stop and kills it when it has not within the grace. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
  await exited
  clearTimeout(kill)
}

/** Kills a process as a power cut would and waits until it is gone. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** Keeps the end of a process's standard error, for the message when it fails. */
export function keepStderr(child: ChildProcess): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL_BYTES)
  })
  return () => tail.trim()
}

/** Rejects with `what` when the promise has not settled in time. */
export async function within<T>(promise: Promise<T>, timeoutMs: number, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} (waited ${timeoutMs} ms)`)), timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
