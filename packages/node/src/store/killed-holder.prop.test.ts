import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createPayload, holdOf, plainBytes, publish, range, sendOf } from '@passel/core/testing'
import type { Store } from '@passel/core/worker'
import { expect, test } from 'vitest'
import { openNodeStore } from './open-node-store.ts'

const ONE = 1 as Awaited<ReturnType<Store['create']>>
const SCHEME = { need: 4, of: 6 }
const STRIPES = 60
const CHUNK_BYTES = 4096
const FIRST_PARITY = 2 ** 18
/** Column 1, and the first row of parity: columns 1 and 4. */
const KEPT = range(0, STRIPES).flatMap((stripe) => [stripe * 4 + 1, FIRST_PARITY + stripe * 2])

/** A holder that takes column 1 and makes column 4 of four others, saying each chunk once it is kept. */
const HOLDER = `
  import { openNodeStore } from ${JSON.stringify(new URL('./open-node-store.ts', import.meta.url).href)}
  const [from, to] = process.argv.slice(1).map((home) => openNodeStore(home, { chunkBytes: ${CHUNK_BYTES} }))
  const [[sent], [held]] = await Promise.all([from.open(), to.open()])
  const say = (...words) => process.stdout.write(words.join(' ') + '\\n')
  for (let page = held.pages.length; page < sent.pages.length; page++) {
    const { head, page: block } = await from.readPage(1, page)
    if ((await to.checkPage(1, head, block)).verdict !== 'ok') throw new Error('page')
    say('page', page)
  }
  const give = async (chunk) => {
    const { buffer } = await from.readChunk(1, chunk)
    if ((await to.keep(1, chunk, buffer)).outcome !== 'ok') throw new Error('keep')
  }
  for (let stripe = 0; stripe < ${STRIPES}; stripe++) {
    await give(stripe * 4 + 1)
    say('kept', stripe * 4 + 1)
    for (const chunk of [stripe * 4, stripe * 4 + 3, ${FIRST_PARITY} + stripe * 2 + 1]) await give(chunk)
    const { outcome, chunks } = await to.rebuild(1, stripe)
    if (outcome !== 'ok') throw new Error(outcome)
    for (const chunk of chunks) say('kept', chunk)
  }
  await to.finish(1)
  say('finished')
`

async function runUntilKilled (homes: readonly string[], words: number): Promise<string[]> {
  const args = [...process.execArgv, '--input-type=module', '--eval', HOLDER, ...homes]
  const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(holder, 'exit')
  const said: string[] = []
  try {
    for await (const line of createInterface({ input: holder.stdout })) {
      said.push(line)
      if (line === 'finished' || said.length === words) holder.kill('SIGKILL')
    }
  } finally {
    holder.kill('SIGKILL')
    await exited
  }
  return said
}

/** Everything said so far is there, and the same as the author's. */
async function check ([author, holder]: readonly [string, string], said: readonly string[]): Promise<void> {
  const [from, to] = [openNodeStore(author), openNodeStore(holder)]
  const [, [held]] = await Promise.all([from.open(), to.open()])
  for (const line of said) {
    const [what, number] = line.split(' ')
    if (what === 'page') expect(held?.pages.length).toBeGreaterThan(Number(number))
    if (what !== 'kept') continue
    expect(await to.readChunk(ONE, Number(number) as never)).toEqual(await from.readChunk(ONE, Number(number) as never))
  }
  if (said.includes('finished')) expect(held?.state).toBe('done')
  await Promise.all([from.close(), to.close()])
}

test('a holder has all that it said it kept before it was killed', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passel-killed-holder-'))
  const homes = [join(folder, 'author'), join(folder, 'holder')] as const
  try {
    const source = join(folder, 'source')
    await writeFile(source, plainBytes(STRIPES * SCHEME.need * (CHUNK_BYTES - 20) - 7))
    const payload = await createPayload('bundle')
    const author = openNodeStore(homes[0], { chunkBytes: CHUNK_BYTES })
    await author.open()
    await publish(author, await author.create(sendOf(payload, { kind: 'path', path: source }, SCHEME)), 32, 1000)
    await author.close()
    const holder = openNodeStore(homes[1])
    await holder.open()
    await holder.create(holdOf(payload, [1, 4]))
    await holder.close()
    const said: string[] = []
    for (const words of [1, 17, 50]) {
      said.push(...await runUntilKilled(homes, words))
      await check(homes, said)
    }
    said.push(...await runUntilKilled(homes, Infinity))
    expect(said.at(-1)).toBe('finished')
    // What was kept at a death and not said any more is there all the same.
    await check(homes, [...said, ...KEPT.map((chunk) => `kept ${chunk}`)])
  } finally {
    await rm(folder, { recursive: true })
  }
})
