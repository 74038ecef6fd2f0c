import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { READY_TIMEOUT_MS, RUN_TIMEOUT_MS } from '../limits.ts'
import { keepStderr, stopProcess, track, within } from '../processes.ts'
import { browserProcesses, type BrowserProcess } from './browser-processes.ts'
import { createDevtools } from './devtools.ts'
import type { PageFace } from './site/page.ts'

/** A page of the bench's site in a browser. */
export interface Tab {
  /** Calls one of the page's functions and waits for what it gives; rejects with what it threw. */
  call<K extends keyof PageFace>(name: K, ...given: Parameters<PageFace[K]>): Promise<Awaited<ReturnType<PageFace[K]>>>
}

export interface Browser {
  /** Opens the page in a window of its own, so that it counts as seen. */
  tab(url: string): Promise<Tab>
  /** The processes that it has now. */
  processes(): Promise<readonly BrowserProcess[]>
  stop(): Promise<void>
}

/** Nothing that Chromium does by itself; pages may connect over the loopback, and none is slowed for being behind. */
const SWITCHES = [
  '--headless', '--remote-debugging-pipe', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--allow-loopback-in-peer-connection',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows', '--disable-dev-shm-usage',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

/** Without these a page keeps its addresses to itself and finds no way to another one. */
const PERMISSIONS = ['audioCapture', 'videoCapture']

const LOOK_MS = 20

interface Evaluated {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } }
}

/** Starts Chromium with its storage in a directory; PASSEL_CHROMIUM names another one. */
export async function startBrowser(directory: string): Promise<Browser> {
  const program = process.env['PASSEL_CHROMIUM'] ?? '/usr/bin/chromium'
  const child = spawn(program, [...SWITCHES, `--user-data-dir=${directory}`], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  })
  track(child)
  const stderr = keepStderr(child)
  const { call } = createDevtools(child.stdio[3] as Writable, child.stdio[4] as Readable, stderr)

  async function evaluate(session: string, expression: string): Promise<unknown> {
    const params = { expression, awaitPromise: true, returnByValue: true }
    const { result, exceptionDetails: thrown } = await call<Evaluated>('Runtime.evaluate', params, session)
    if (thrown !== undefined) throw new Error(thrown.exception?.description ?? thrown.text)
    return result.value
  }

  async function loaded(session: string): Promise<void> {
    while ((await evaluate(session, 'typeof globalThis.bench')) !== 'object') await pause(LOOK_MS)
  }

  await within(call('Browser.grantPermissions', { permissions: PERMISSIONS }), READY_TIMEOUT_MS, stderr)
  return {
    async tab(url) {
      const { targetId } = await call<{ targetId: string }>('Target.createTarget', { url, newWindow: true })
      const attach = { targetId, flatten: true }
      const { sessionId } = await call<{ sessionId: string }>('Target.attachToTarget', attach)
      await within(loaded(sessionId), READY_TIMEOUT_MS, () => `${url} did not load`)
      return {
        call: (name, ...given) => {
          const answered = evaluate(sessionId, `bench.${name}(...${JSON.stringify(given)})`)
          return within(answered, RUN_TIMEOUT_MS, () => `${name} of a page did not answer`) as never
        },
      }
    },
    processes: () => browserProcesses(child.pid as number),
    stop: () => stopProcess(child),
  }
}
