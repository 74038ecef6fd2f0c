/**
 * Real processes, killed with SIGKILL at random instants. The seed is printed; PASSEL_SEED repeats a run and
 * PASSEL_KILLS sets the number of rounds (a night's worth is 200).
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '@passel/core/machines'
import type { GetResult } from '../cli/get.ts'
import { openStage, type Actor, type Stage } from './index.ts'

const FILE_BYTES = 24_000_000
const ROUNDS = Number(process.env['PASSEL_KILLS'] ?? 3)
const SEED = Number(process.env['PASSEL_SEED'] ?? randomBytes(4).readUInt32BE())
/** What may be on its way to a receiver when it dies: the largest window and one chunk. */
const IN_FLIGHT_BYTES = 8 * 1024 * 1024 + 256 * 1024

/** Starts three processes, each of which reads the engine's source. */
const STAGE_TIMEOUT_MS = 60_000

let stage: Stage
let input: string
let expected: string

beforeAll(async () => {
  stage = await openStage()
  input = join(stage.folder, 'input')
  const bytes = randomBytes(FILE_BYTES)
  await writeFile(input, bytes)
  expected = createHash('sha256').update(bytes).digest('hex')
}, STAGE_TIMEOUT_MS)
afterAll(() => stage.clear())

const past = (ratio: number) => ({ progress, lines }: Actor): boolean => progress.ratio >= ratio || lines.length > 0

/** Plays one round; the digest of the copy. */
async function round (number: number): Promise<string> {
  const random = createRandom(SEED + number)
  const [first, second] = [random.next(), random.next()].toSorted((a, b) => a - b) as [number, number]
  const order = random.next() < 0.5 ? ['receiver', 'sender'] as const : ['sender', 'receiver'] as const
  console.log(`seed ${SEED} round ${number}: ${order[0]} at ${first.toFixed(2)}, ${order[1]} at ${second.toFixed(2)}`)

  const name = (who: string): string => `${who}-${number}`
  const output = join(stage.folder, name('output'))
  let sender = stage.start(name('sender'), 'send', input, '--until', 'forever')
  await sender.until(({ lines }) => lines.length > 0)
  let receiver = stage.start(name('receiver'), 'get', sender.lines[0] as string, '--output', output)
  let kept = 0

  for (const [i, victim] of order.entries()) {
    await receiver.until(past(i === 0 ? first : second))
    if (victim === 'sender') {
      await sender.kill()
      sender = stage.start(name('sender'), 'resume', '--until', 'forever')
    } else if (receiver.lines.length === 0) {
      kept = receiver.progress.loaded
      await receiver.kill()
      receiver = stage.start(name('receiver'), 'resume')
    }
  }
  await receiver.until(({ lines }) => lines.length > 0)
  const result = JSON.parse(receiver.lines.at(-1) as string) as GetResult
  await receiver.exited()
  await sender.kill()

  expect(result.bytesResumed).toBeGreaterThanOrEqual(kept - IN_FLIGHT_BYTES)
  expect(result.bytesTwice).toBeLessThanOrEqual(IN_FLIGHT_BYTES)
  return createHash('sha256').update(await readFile(output)).digest('hex')
}

for (let number = 0; number < ROUNDS; number++) {
  test(`the copy is identical whenever sender and receiver are killed (round ${number})`, async () => {
    expect(await round(number)).toBe(expected)
  }, 120_000)
}
