/** Payloads that outlive their sender: real processes, killed with SIGKILL. */
import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { EXIT } from '../cli/exit-code.ts'
import { openStage, startActor, type Actor, type Stage } from './index.ts'

const FILE_BYTES = 12_000_000
/** In which a holder that is online has let go of what everybody has. */
const EMPTY_MS = 60_000

let stage: Stage
let input: string
let expected: string

const digest = async (path: string): Promise<string> => createHash('sha256').update(await readFile(path)).digest('hex')
const hasLine = ({ lines }: Actor): boolean => lines.length > 0

beforeAll(async () => {
  stage = await openStage()
  input = join(stage.folder, 'input')
  await writeFile(input, randomBytes(FILE_BYTES))
  expected = await digest(input)
}, 60_000)
afterAll(() => stage.clear())

/** Files of payloads in a keeper's home; its keys and books are not among them. */
async function keptFiles (name: string): Promise<string[]> {
  const files = await readdir(join(stage.folder, name), { recursive: true, withFileTypes: true })
  return files.filter((file) => file.isFile()).map(({ name: file }) => file)
    .filter((file) => !/^(keeper-.*\.key|leases\.sqlite.*|lock.*|journal.*)$/.test(file))
}

/** Ends well when the receiver has the file and nothing of it is left at the keeper. */
async function receivedAndForgotten (name: string, reference: string, keeper: string): Promise<void> {
  const output = join(stage.folder, `${name}-output`)
  const receiver = stage.start(name, 'get', reference, '--output', output)
  expect(await receiver.exited()).toBe(EXIT.ok)
  expect(await digest(output)).toBe(expected)
  await vi.waitFor(async () => expect(await keptFiles(keeper)).toEqual([]), { timeout: EMPTY_MS, interval: 200 })
}

test('a sender is killed once its file is held: the receiver gets it, and the keeper keeps nothing of it', async () => {
  const keeper = await stage.startKeeper('keeper-1')
  const sender = stage.start('left', 'send', input, '--until', 'held', '--keeper', keeper.lines[0] as string)
  await sender.until(hasLine)
  expect(await sender.exited()).toBe(EXIT.ok)
  await sender.kill()
  expect((await keptFiles('keeper-1')).length).toBeGreaterThan(0)
  await receivedAndForgotten('heir', sender.lines[0] as string, 'keeper-1')
  await keeper.stop()
  expect(await keeper.exited()).toBe(EXIT.ok)
}, 120_000)

test('a keeper killed while it fetches goes on when it is there again, and the sender may go then', async () => {
  let keeper = await stage.startKeeper('keeper-2')
  const address = keeper.lines[0] as string
  const sender = stage.start('patient', 'send', input, '--until', 'held', '--keeper', address, '--upload', '3000000')
  await sender.until(hasLine)
  await vi.waitFor(async () => expect((await keptFiles('keeper-2')).length).toBeGreaterThan(0), { timeout: 20_000 })
  await keeper.kill()
  expect(sender.lines.length).toBe(1)
  keeper = await stage.startKeeper('keeper-2')
  expect(keeper.lines[0]).toBe(address)
  expect(await sender.exited()).toBe(EXIT.ok)
  await keeper.kill() // held is held
  keeper = await stage.startKeeper('keeper-2')
  await receivedAndForgotten('heir-2', sender.lines[0] as string, 'keeper-2')
  await keeper.stop()
}, 180_000)

test('a keeper killed while it gives goes on when it is there again', async () => {
  let keeper = await stage.startKeeper('keeper-3')
  const sender = stage.start('gone', 'send', input, '--until', 'held', '--keeper', keeper.lines[0] as string)
  expect(await sender.exited()).toBe(EXIT.ok)
  const output = join(stage.folder, 'output-3')
  const receiver = stage.start('heir-3', 'get', sender.lines[0] as string, '--output', output, '--download', '3000000')
  await receiver.until(({ progress }) => progress.ratio > 0.3)
  await keeper.kill()
  keeper = await stage.startKeeper('keeper-3')
  expect(await receiver.exited()).toBe(EXIT.ok)
  expect(await digest(output)).toBe(expected)
  await keeper.stop()
}, 180_000)

test('a keeper for those with a grant alone keeps for who shows one', async () => {
  const key = join(stage.folder, 'operator.key')
  const said = async (...args: string[]): Promise<string> => {
    const actor = startActor('operator', ['keeper', ...args, '--key', key])
    expect(await actor.exited()).toBe(EXIT.ok)
    return actor.lines[0] as string
  }
  const keeper = await stage.startKeeper('keeper-4', '--common', '0', '--operator', await said('operator'))
  const send = (name: string, ...args: string[]): Actor =>
    stage.start(name, 'send', input, '--until', 'held', '--keeper', keeper.lines[0] as string, ...args)
  const small = send('over', '--grant', await said('grant', '--bytes', '1M', '--for', '1h'))
  const enough = send('granted', '--grant', await said('grant', '--bytes', '50M', '--for', '1h'))
  expect(await enough.exited()).toBe(EXIT.ok)
  expect([small.lines.length, small.progress.ratio]).toEqual([1, 1])
  await small.kill()
  await receivedAndForgotten('heir-4', enough.lines[0] as string, 'keeper-4')
  await keeper.stop()
}, 120_000)
