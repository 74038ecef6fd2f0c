import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createPayload, getOf, plainBytes, sendOf, type TestPayload } from '@passel/core/testing'
import type { Store } from '@passel/core/worker'
import { expect, test } from 'vitest'
import { openNodeStore } from './open-node-store.ts'

const ONE = 1 as Awaited<ReturnType<Store['create']>>
const CHUNKS = 400
const CHUNK_BYTES = 4096
const PLAIN = plainBytes(CHUNKS * (CHUNK_BYTES - 20) - 7)
const ROUNDS = 4

/** Moves what is missing from an author's home to a reader's, saying each thing once it is done. */
const MOVER = `
  import { openNodeStore } from ${JSON.stringify(new URL('./open-node-store.ts', import.meta.url).href)}
  const [from, to] = process.argv.slice(1).map((home) => openNodeStore(home, { chunkBytes: ${CHUNK_BYTES} }))
  const [[sent], [got]] = await Promise.all([from.open(), to.open()])
  const say = (...words) => process.stdout.write(words.join(' ') + '\\n')
  const listedIn = ({ pages }) => pages.reduce((sum, { count }) => sum + count, 0)
  let [sealed, last, listed] = [sent.sealedChunks, sent.sealedLast, listedIn(sent)]
  let [pages, known] = [sent.pages.length, got.pages.length]
  const numbers = (end) => Array.from({ length: end }, (_, i) => i)
  const have = new Set(numbers(listedIn(got)).filter((i) => got.have[i >> 3] & 0x80 >> (i & 7)))
  for (;;) {
    if (!last) {
      const batch = await from.seal(1, 16, 1000)
      sealed += batch.count
      last = batch.last
      say('sealed', sealed)
    }
    while (listed < sealed) {
      const { page, head } = await from.signPage(1, sealed - listed, last)
      listed += page.count
      say('signed', page.page, Buffer.from(head.signature).toString('hex'))
      pages++
    }
    for (; known < pages; known++) {
      const { head, page } = await from.readPage(1, known)
      const checked = await to.checkPage(1, head, page)
      if (checked.verdict !== 'ok') throw new Error(checked.verdict)
      say('page', known)
    }
    const missing = numbers(listed).filter((i) => !have.has(i))
    await Promise.all(missing.map(async (chunk) => {
      const { buffer } = await from.readChunk(1, chunk)
      const { outcome } = await to.keep(1, chunk, buffer)
      if (outcome !== 'ok') throw new Error(outcome)
      have.add(chunk)
      say('kept', chunk)
    }))
    if (last && listed === sealed) break
  }
  await to.finish(1)
  say('finished')
`

interface Homes {
  readonly author: string
  readonly reader: string
  readonly target: string
  readonly payload: TestPayload
}

async function begin (folder: string): Promise<Homes> {
  const homes = {
    author: join(folder, 'author'),
    reader: join(folder, 'reader'),
    target: join(folder, 'target'),
    payload: await createPayload(),
  }
  const source = join(folder, 'source')
  await writeFile(source, PLAIN)
  const send = sendOf(homes.payload, { kind: 'path', path: source })
  const get = getOf(homes.payload, homes.target)
  for (const [home, init] of [[homes.author, send], [homes.reader, get]] as const) {
    const store = openNodeStore(home, { chunkBytes: CHUNK_BYTES })
    await store.open()
    await store.create(init)
    await store.close()
  }
  return homes
}

/** Runs the mover until it has said `words`, kills it, and resolves with all that it said. */
async function runUntilKilled ({ author, reader }: Homes, words: number): Promise<string[]> {
  const args = [...process.execArgv, '--input-type=module', '--eval', MOVER, author, reader]
  const mover = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(mover, 'exit')
  const said: string[] = []
  try {
    for await (const line of createInterface({ input: mover.stdout })) {
      said.push(line)
      if (line === 'finished' || said.length === words) mover.kill('SIGKILL')
    }
  } finally {
    mover.kill('SIGKILL')
    await exited
  }
  return said
}

async function signatureOf (store: Store, page: number): Promise<string> {
  const { head } = await store.readPage(ONE, page as never)
  return Buffer.from(head.signature).toString('hex')
}

/** Everything said so far holds in what both homes have now. */
async function check ({ author, reader }: Homes, said: readonly string[]): Promise<void> {
  const [from, to] = [openNodeStore(author), openNodeStore(reader)]
  const [[sent], [got]] = await Promise.all([from.open(), to.open()])
  if (sent === undefined || got === undefined) throw new Error('a transfer is gone')
  for (const [what, number, signature] of said.map((line) => line.split(' '))) {
    const n = Number(number)
    if (what === 'sealed') expect(sent.sealedChunks).toBeGreaterThanOrEqual(n)
    else if (what === 'signed') expect(await signatureOf(from, n)).toBe(signature)
    else if (what === 'page') expect(got.pages.length).toBeGreaterThan(n)
    else if (what === 'kept') expect((got.have[n >> 3] ?? 0) & 0x80 >> (n & 7), `chunk ${n}`).not.toBe(0)
    else if (what === 'finished') expect(got.state).toBe('done')
  }
  for (let n = 0; n < got.have.length * 8; n++) {
    if (((got.have[n >> 3] ?? 0) & 0x80 >> (n & 7)) !== 0) {
      expect(await to.readChunk(ONE, n as never)).toEqual(await from.readChunk(ONE, n as never))
    }
  }
  await Promise.all([from.close(), to.close()])
}

test('homes hold all that a process said before it was killed', { timeout: 120_000 }, async () => {
  const seed = Math.floor(Math.random() * 2 ** 32)
  let state = seed
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return 1 + Math.floor(state / 2 ** 32 * below)
  }
  console.log(`moments of death from seed ${seed}`)
  const folder = await mkdtemp(join(tmpdir(), 'passel-killed-'))
  try {
    const homes = await begin(folder)
    const said: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      said.push(...await runUntilKilled(homes, next(CHUNKS / 2)))
      await check(homes, said)
    }
    while (!said.includes('finished')) said.push(...await runUntilKilled(homes, Infinity))
    await check(homes, said)
    expect(Buffer.compare(await readFile(homes.target), PLAIN)).toBe(0)
    // Nothing was fetched twice but what was under way at a death.
    const kept = said.filter((line) => line.startsWith('kept'))
    expect(new Set(kept).size).toBeLessThanOrEqual(CHUNKS)
    expect(kept.length).toBe(new Set(kept).size)
  } finally {
    await rm(folder, { recursive: true })
  }
})
