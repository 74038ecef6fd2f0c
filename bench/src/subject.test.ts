import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { startSubject, type Subject } from './subject.ts'

/** A subject that does next to nothing: a proxy to a port nobody dials. */
const QUIET = ['delay-proxy', { targetPort: 1, roundTripMs: 0 }] as const

const started: Subject<unknown, void, unknown>[] = []

afterEach(async () => {
  for (const subject of started.splice(0)) await subject.kill()
})

async function startQuiet(): Promise<Subject<unknown, void, unknown>> {
  const subject = await startSubject<unknown, void, unknown>(...QUIET)
  started.push(subject)
  return subject
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}

/** A bench that starts one subject, prints its process id, and goes on with `then`. */
function startBench(then: string) {
  const module = new URL('./subject.ts', import.meta.url).href
  const processes = new URL('./processes.ts', import.meta.url).href
  const script = `
    import { startSubject } from '${module}'
    import { killAllAtExit } from '${processes}'
    killAllAtExit()
    const { pid } = await startSubject(${JSON.stringify(QUIET[0])}, ${JSON.stringify(QUIET[1])})
    process.stdout.write(String(pid))
    ${then}`
  const args = ['--conditions=passel-source', '--input-type=module', '-e', script]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

test('a subject is ready and answers', async () => {
  const subject = await startQuiet()
  expect(subject.ready).toEqual({ port: expect.any(Number) })
  expect(await subject.ask()).toEqual({ toTarget: 0, fromTarget: 0, connections: 0 })
})

test('a subject that cannot be set up says why', async () => {
  await expect(startSubject('webtorrent-seed', { path: '/nowhere/at/all' })).rejects.toThrow('ENOENT')
})

test('an answer that will not come is an error that says how the subject ended', async () => {
  const subject = await startQuiet()
  process.kill(subject.pid, 'SIGSTOP')
  const failure = subject.ask().catch((error: Error) => error.message)
  await subject.kill()
  expect(await failure).toContain('delay-proxy ended (SIGKILL)')
})

test('a subject that hangs is late, and stopping it kills it', async () => {
  const subject = await startQuiet()
  process.kill(subject.pid, 'SIGSTOP')
  await expect(subject.ask(undefined, 50)).rejects.toThrow('did not answer')
  await subject.stop()
  expect(isAlive(subject.pid)).toBe(false)
})

test.each([
  ['ends by itself', 'process.exit(0)', undefined],
  ['fails', 'throw new Error("on purpose")', undefined],
  ['is interrupted', 'setInterval(() => {}, 1000)', 'SIGINT' as const],
  ['is killed', 'setInterval(() => {}, 1000)', 'SIGKILL' as const],
])('nothing is left running when the bench %s', async (_how, then, signal) => {
  const bench = startBench(then)
  const [pid] = (await once(bench.stdout, 'data')).map(Number)
  const ended = once(bench, 'exit')
  if (signal !== undefined) bench.kill(signal)
  await ended
  await expect.poll(() => isAlive(pid as number), { timeout: 10_000 }).toBe(false)
})
