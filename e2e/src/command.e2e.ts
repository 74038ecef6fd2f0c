import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from '@playwright/test'
import { MB, sha256, test as base } from './people.ts'

const MAIN = join(import.meta.dirname, '../../packages/node/src/cli/main.ts')

/** The `passel` command, on the stage's network. */
const test = base.extend<{ passel: (...args: string[]) => ChildProcess }>({
  passel: async ({ request }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'passel-e2e-home-'))
    const network = join(home, 'network.json')
    const { allowLocal: _local, ...description } = await (await request.get('/network.json')).json()
    await writeFile(network, JSON.stringify(description))
    const started: ChildProcess[] = []
    await use((command, ...args) => {
      const options = ['--network', network, '--home', join(home, String(started.length)), '--app', '/passel-chat/1']
      const child = spawn(process.execPath, [
        '--conditions=passel-source', '--disable-warning=ExperimentalWarning', MAIN, command!, ...options, ...args,
      ], { stdio: ['ignore', 'pipe', 'inherit'] })
      started.push(child)
      return child
    })
    for (const child of started) child.kill()
    await rm(home, { recursive: true, force: true })
  },
})

test('the command sends to a page', async ({ stage, passel }) => {
  const ben = await stage.person('ben')
  const film = await stage.file('film.bin', 5 * MB)
  const sending = passel('send', film.path)
  const [reference] = await once(createInterface(sending.stdout!), 'line') as [string]
  await ben.share(reference)
  expect(await ben.save('film.bin')).toBe(film.sha256)
})

test('the command gets from a page', async ({ stage, passel }, testInfo) => {
  const anna = await stage.person('anna')
  const film = await stage.file('film.bin', 5 * MB)
  await anna.attach(film)
  const output = testInfo.outputPath('got.bin')
  const getting = passel('get', await anna.reference('film.bin'), '--output', output)
  expect(await once(getting, 'exit')).toEqual([0, null])
  expect(sha256(await readFile(output))).toBe(film.sha256)
  await expect(anna.attachment('film.bin')).toContainText('Delivered')
})
