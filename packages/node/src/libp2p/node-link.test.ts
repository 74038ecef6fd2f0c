import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)

/** Two members behind NAT, WebRTC dials given up at every stage, and everything closed: nothing holds the process. */
const PROGRAM = `
  import { createNodeLink } from ${url('./index.ts')}
  import { startRelay } from ${url('../relay/index.ts')}
  const relay = await startRelay()
  const reserved = Promise.withResolvers()
  const listener = new Proxy({}, { get: (_, name) => () => { if (name === 'relay') reserved.resolve() } })
  const a = await createNodeLink({ privacy: 'direct', listener })
  const b = await createNodeLink({ privacy: 'direct', listener })
  b.reserve(relay.addresses[0])
  await reserved.promise
  await a.dial(b.self, b.addresses(), 'relayed', AbortSignal.timeout(5000))
  const outcomes = []
  for (let ms = 2; ms <= 64; ms *= 2) {
    const dial = a.dial(b.self, b.addresses(), 'direct', AbortSignal.timeout(ms))
    await dial.then(() => outcomes.push('up'), ({ code }) => outcomes.push(code))
  }
  await Promise.all([a.close(), b.close()])
  await relay.stop()
  console.log('closed')
`

test('a process ends by itself when its links are closed, whatever became of its WebRTC dials', async () => {
  const flags = ['--conditions=passel-source', '--disable-warning=ExperimentalWarning', '--input-type=module']
  const child = spawn(process.execPath, [...flags, '-e', PROGRAM])
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { printed += String(text) })
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  const [code] = await once(child, 'exit') as [number | null]
  clearTimeout(timer)
  expect({ code, printed }).toEqual({ code: 0, printed: 'closed\n' })
})
