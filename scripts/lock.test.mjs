import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, expect, test } from 'vitest'

const LOCK = new URL('lock.mjs', import.meta.url).href
const terminals = []

afterEach(() => {
  for (const terminal of terminals.splice(0)) terminal.kill('SIGKILL')
})

/** Another terminal: asks for the lock of `root`, says when it has it, and leaves when its input ends. */
function openTerminal(root, env = {}) {
  const program = `
    const { waitForTurn } = await import('${LOCK}')
    const leave = await waitForTurn('demo', '${root}')
    console.log('in')
    process.stdin.resume().once('end', leave)`
  const terminal = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, PASSEL_LOCK_HELD: '', ...env },
  })
  terminals.push(terminal)
  const lines = (stream) => createInterface({ input: stream })[Symbol.asyncIterator]()
  const output = lines(terminal.stdout)
  const messages = lines(terminal.stderr)
  return {
    said: async () => (await output.next()).value,
    explained: async () => (await messages.next()).value,
    leave: () => terminal.stdin.end(),
    kill: async () => {
      terminal.kill('SIGKILL')
      await once(terminal, 'exit')
    },
  }
}

test('a second terminal says what it waits for, and goes on when the first has ended', async () => {
  const first = openTerminal('/a')
  expect(await first.said()).toBe('in')
  const second = openTerminal('/a')
  expect(await second.explained()).toMatch(/waiting for npm run demo \(process \d+\)/)
  first.leave()
  expect(await second.said()).toBe('in')
})

test('the lock of an owner that was killed is free, and only one of two that wait gets it', async () => {
  const owner = openTerminal('/b')
  expect(await owner.said()).toBe('in')
  const waiting = [openTerminal('/b'), openTerminal('/b')]
  await Promise.all(waiting.map((terminal) => terminal.explained()))
  await owner.kill()
  const entries = waiting.map((terminal) => terminal.said())
  const next = await Promise.race(entries.map((entry, index) => entry.then(() => index)))
  expect(await waiting[1 - next].explained()).toMatch(/waiting for npm run demo/)
  waiting[next].leave()
  expect(await entries[1 - next]).toBe('in')
})

test('another checkout has a lock of its own', async () => {
  const both = [openTerminal('/c'), openTerminal('/d')]
  expect(await Promise.all(both.map((terminal) => terminal.said()))).toEqual(['in', 'in'])
})
