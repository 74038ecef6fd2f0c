import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXIT } from '../cli/exit-code.ts'
import { openStage, startActor, type Actor, type Stage } from './index.ts'

let stage: Stage
let input: string

beforeAll(async () => {
  stage = await openStage()
  input = join(stage.folder, 'input')
  await writeFile(input, randomBytes(6_000_000))
})
afterAll(() => stage.clear())

const hasLine = ({ lines }: Actor): boolean => lines.length > 0
const digest = async (path: string): Promise<string> => createHash('sha256').update(await readFile(path)).digest('hex')

async function ended (...args: string[]): Promise<Actor & { code: number | null }> {
  const actor = startActor('passel', args)
  return Object.assign(actor, { code: await actor.exited() })
}

test('a second process on one home is refused, and the first one goes on', async () => {
  const first = stage.start('shared', 'send', input, '--until', 'forever')
  await first.until(hasLine)
  const second = stage.start('shared', 'resume')
  expect(await second.exited()).toBe(EXIT.homeInUse)
  expect(second.errors.join(' ')).toContain('another')

  const output = join(stage.folder, 'shared-output')
  const receiver = stage.start('shared-receiver', 'get', first.lines[0] as string, '--output', output)
  expect(await receiver.exited()).toBe(EXIT.ok)
  expect(await digest(output)).toBe(await digest(input))
  await first.kill()
}, 60_000)

test('a transfer goes on without Waku: gone in the middle, and down when both ends start again', async () => {
  let sender = stage.start('quiet-sender', 'send', input, '--until', 'forever', '--upload', '2000000')
  await sender.until(hasLine)
  const output = join(stage.folder, 'quiet-output')
  let receiver = stage.start('quiet-receiver', 'get', sender.lines[0] as string, '--output', output)
  await receiver.until(({ progress }) => progress.loaded > 0)
  await stage.waku.kill()
  await Promise.all([sender.kill(), receiver.kill()])
  sender = stage.start('quiet-sender', 'resume', '--until', 'forever')
  receiver = stage.start('quiet-receiver', 'resume')
  expect(await receiver.exited()).toBe(EXIT.ok)
  expect(await digest(output)).toBe(await digest(input))
  await sender.kill()
}, 90_000)

test('a file that changed between two runs is refused as source-changed when it is asked for', async () => {
  const changing = join(stage.folder, 'changing')
  await writeFile(changing, randomBytes(6_000_000))
  let sender = stage.start('changing-sender', 'send', changing, '--until', 'forever')
  await sender.until(({ progress, lines }) => lines.length > 0 && progress.ratio === 1)
  const reference = sender.lines[0] as string
  await sender.kill()
  await writeFile(changing, randomBytes(6_000_000))
  sender = stage.start('changing-sender', 'resume', '--until', 'forever')
  const receiver = stage.start('changing-receiver', 'get', reference, '--output', join(stage.folder, 'changed-output'))
  expect(await sender.exited()).toBe(EXIT.storage)
  expect(sender.errors.join(' ')).toContain('source-changed')
  expect(receiver.lines).toEqual([])
  await receiver.kill()
}, 60_000)

test.each([
  ['an unknown command', ['sing'], EXIT.usage],
  ['an unknown option', ['ls', '--loud'], EXIT.usage],
  ['a missing argument', ['send'], EXIT.usage],
  ['no network', ['get', 'passel:AAAA'], EXIT.badReference],
  ['a reference that is none', ['inspect', 'hello'], EXIT.badReference],
  ['a file that is not there', ['send', '/nowhere/at/all', '--relay', '/ip4/127.0.0.1/tcp/1/ws'], EXIT.storage],
])('%s ends with an exit code that says so', async (_what, args, code) => {
  const actor = await ended(...args)
  expect(actor.code).toBe(code)
  expect(actor.errors.length).toBeGreaterThan(0)
  expect(actor.lines).toEqual([])
})
