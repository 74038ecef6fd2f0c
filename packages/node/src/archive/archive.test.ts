/** The command in real processes: one publishes, others restore over a relay, the author is killed. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chatMessages } from '@passel/core/testing/memory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PublishResult } from '../cli/archive-publish.ts'
import type { RestoreResult } from '../cli/archive-restore.ts'
import { openStage, type Actor, type Stage } from '../stage/index.ts'
import { writeMessageLine } from './message-line.ts'

const DAY_MS = 86_400_000
const START_MS = Date.now() - 10 * DAY_MS
const messages = [...chatMessages(2_000, { fromMs: START_MS, gapMs: 10 * DAY_MS / 2_300 })]
const lines = messages.map(writeMessageLine)

let stage: Stage
let author: Actor
let published: PublishResult

beforeAll(async () => {
  stage = await openStage()
  const input = join(stage.folder, 'history.jsonl')
  // In whatever order they are given, one of them twice, one of them changed.
  const changed = (lines[7] ?? '').replace('lounge', 'cellar')
  const given = [...lines.slice(1_000), ...lines.slice(0, 1_000), lines[5], changed]
  await writeFile(input, `${given.join('\n')}\n`)
  author = stage.start('author', 'archive', 'publish', input, '--messages', '300')
  await author.until(({ lines: printed }) => printed.length > 0)
  published = JSON.parse(author.lines[0] as string) as PublishResult
})
afterAll(() => stage.clear())

interface Restored { readonly lines: string[], readonly result: RestoreResult, readonly actor: Actor }

async function restore (name: string, ...options: string[]): Promise<Restored> {
  const output = join(stage.folder, `${name}.jsonl`)
  const args = [published.series, '--output', output, '--patience', '20', ...options]
  const actor = stage.start(name, 'archive', 'restore', ...args)
  await actor.until(({ lines: printed }) => printed.length > 0)
  const result = JSON.parse(actor.lines[0] as string) as RestoreResult
  return { lines: (await readFile(output, 'utf8')).trim().split('\n'), result, actor }
}

test('a file of messages is published: each once, without what is forged', () => {
  expect(published).toMatchObject({ added: 2_000, known: 1, refused: 1, bundles: 7, messages: 2_000 })
  expect(author.errors.join()).toMatch(/left out/)
})

test('an archive is listed from its announcement, the bundle published last first', async () => {
  const lister = stage.start('lister', 'archive', 'list', published.series)
  expect(await lister.exited()).toBe(0)
  const bundles = lister.lines.map((line) => JSON.parse(line) as { fromMs: number, count: number })
  expect(bundles.map(({ count }) => count)).toEqual([200, 300, 300, 300, 300, 300, 300])
  expect(Math.min(...bundles.map(({ fromMs }) => fromMs))).toBe(START_MS)
})

test('everything is restored byte for byte in order of time, also from a member when the author is gone', async () => {
  const first = await restore('member', '--all', '--serve')
  expect(first.result).toMatchObject({ messages: 2_000, bundles: 7, troubles: [] })
  expect(first.lines).toEqual(lines)
  await author.kill()
  const second = await restore('newcomer', '--all')
  expect(second.lines).toEqual(lines)
  await first.actor.kill()
  expect(await second.actor.exited()).toBe(0)
})

test('what nobody online has is told, and ends with a code of its own', async () => {
  const output = join(stage.folder, 'none.jsonl')
  const args = [published.series, '--all', '--patience', '1', '--output', output]
  const alone = stage.start('alone', 'archive', 'restore', ...args)
  expect(await alone.exited()).toBe(1)
  expect(alone.errors.join('\n')).toMatch(/not everything was restored/)
})
