/**
 * A subject is a module of `subjects/` run in a process of its own. It says `ready` once and may answer requests;
 * the parent's side is here, the child's in `subjects/serve.ts`.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { NODE_FLAGS } from './node-flags.ts'
import { READY_TIMEOUT_MS, RUN_TIMEOUT_MS } from './limits.ts'
import { keepStderr, killProcess, stopProcess, track, within } from './processes.ts'

/** What travels between the bench and a subject. */
export type SubjectMessage =
  | { readonly event: 'ready'; readonly detail: unknown }
  | { readonly event: 'answer'; readonly id: number; readonly detail: unknown }
  | { readonly event: 'failed'; readonly message: string }

/** What the bench asks of a subject that is ready. */
export interface SubjectRequest {
  readonly id: number
  readonly request: unknown
}

/** A subject that has said it is ready. */
export interface Subject<Ready, Request, Answer> {
  readonly ready: Ready
  readonly pid: number
  /** Asks for one thing and waits for the answer; rejects when the subject fails or is late. */
  ask(request: Request, timeoutMs?: number): Promise<Answer>
  stop(): Promise<void>
  kill(): Promise<void>
  /** Resolves when the process has ended, for whatever reason. */
  readonly gone: Promise<void>
}

/** Starts `subjects/NAME.ts` with the options as JSON and waits until it is ready. */
export async function startSubject<Ready, Request = void, Answer = void>(
  name: string,
  options: object,
  readyTimeoutMs = READY_TIMEOUT_MS,
): Promise<Subject<Ready, Request, Answer>> {
  const file = fileURLToPath(new URL(`./subjects/${name}.ts`, import.meta.url))
  const child = fork(file, [JSON.stringify(options)], {
    execArgv: [...NODE_FLAGS],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  })
  track(child)
  const stderr = keepStderr(child)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const waiting = new Map<number | 'ready', (detail: unknown) => void>()
  const failed = new Promise<never>((_resolve, reject) => {
    child.on('message', (message: SubjectMessage) => {
      if (message.event === 'failed') reject(new Error(`${name} failed: ${message.message}`))
      else waiting.get(message.event === 'ready' ? 'ready' : message.id)?.(message.detail)
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`${name} ended (${signal ?? code}): ${stderr()}`)))
  })
  // Handled where somebody waits; a subject that is stopped on purpose must not count as an unhandled rejection.
  failed.catch(() => undefined)

  const reply = <T>(key: number | 'ready', timeoutMs: number): Promise<T> => {
    const answered = new Promise<T>((resolve) => waiting.set(key, (detail) => resolve(detail as T)))
    const late = () => `${name} did not answer: ${stderr()}`
    return within(Promise.race([answered, failed]), timeoutMs, late).finally(() => waiting.delete(key))
  }

  let lastId = 0
  try {
    const ready = await reply<Ready>('ready', readyTimeoutMs)
    return {
      ready,
      pid: child.pid as number,
      ask(request, timeoutMs = RUN_TIMEOUT_MS) {
        lastId += 1
        const answered = reply<Answer>(lastId, timeoutMs)
        child.send({ id: lastId, request } satisfies SubjectRequest)
        return answered
      },
      gone,
      stop: () => stopProcess(child),
      kill: () => killProcess(child),
    }
  } catch (error) {
    await killProcess(child)
    throw error
  }
}
