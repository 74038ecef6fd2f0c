import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, type EngineOptions, type HoldingEngine } from '@passel/core'
import { createSystem } from '@passel/core/system'
import { createMemoryNetwork, type MemoryNetwork } from '@passel/core/testing/memory'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fileSize } from '../file-size.ts'
import { openNodeStore } from './open-node-store.ts'

const CHUNK_BYTES = 4096
const SCHEME = { need: 3, of: 6 }
const plain = Uint8Array.from({ length: 2_000_000 }, (_, i) => (i * 7 + (i >> 8) * 13) % 251)

let folder = ''
const open = new Set<HoldingEngine>()
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'passel-parity-')) })
afterEach(async () => {
  await Promise.all([...open].map((engine) => engine.close()))
  open.clear()
  await rm(folder, { recursive: true })
})

interface Member { readonly engine: HoldingEngine, readonly address: string }

/** An engine over a home on the disk and links in memory. */
async function member (network: MemoryNetwork, home: string, options: Partial<EngineOptions> = {}): Promise<Member> {
  let address = ''
  const engine = await createEngine({
    platform: {
      system: createSystem(),
      store: openNodeStore(join(folder, home), { chunkBytes: CHUNK_BYTES }),
      fileSize,
      createLink: async (privacy, listener) => {
        const link = await network.createLink(privacy, listener, { listens: true })
        address = link.addresses()[0] ?? ''
        return link
      }
    },
    ...options
  })
  open.add(engine)
  await engine.warm('direct')
  return { engine, address }
}

async function close (engine: HoldingEngine): Promise<void> {
  open.delete(engine)
  await engine.close()
}

/** A process that sends a file with parity, and kills itself when 20 stripes have theirs. */
const AUTHOR = `
  import { writeSync } from 'node:fs'
  import { createEngine } from '@passel/core'
  import { createSystem } from '@passel/core/system'
  import { createMemoryNetwork } from '@passel/core/testing/memory'
  import { openNodeStore } from ${JSON.stringify(new URL('./open-node-store.ts', import.meta.url).href)}
  import { fileSize } from ${JSON.stringify(new URL('../file-size.ts', import.meta.url).href)}
  const [home, path, keepers] = process.argv.slice(1)
  const network = createMemoryNetwork()
  const engine = await createEngine({
    platform: {
      system: createSystem(), fileSize,
      store: openNodeStore(home, { chunkBytes: ${CHUNK_BYTES} }),
      createLink: (privacy, listener) => network.createLink(privacy, listener, { listens: true })
    },
    keepers: JSON.parse(keepers),
    onEvent: (now, event) => {
      if (event.type !== 'parity-sealed' || event.first + event.count < 20) return
      writeSync(1, String(event.first + event.count))
      process.kill(process.pid, 'SIGKILL')
    }
  })
  const options = { until: 'forever', audience: 'group', holders: ${JSON.stringify(SCHEME)} }
  await engine.send({ kind: 'path', path }, options)
`

/** Runs it; how many stripes had parity when it was killed. */
async function killAuthor (home: string, path: string, keepers: readonly string[]): Promise<number> {
  const args = [...process.execArgv, '--input-type=module', '--eval', AUTHOR, home, path, JSON.stringify(keepers)]
  const author = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: import.meta.dirname })
  const exited = once(author, 'exit')
  let said = ''
  for await (const words of author.stdout) said += String(words)
  expect((await exited)[1]).toBe('SIGKILL')
  return Number(said)
}

test('an author killed while it made parity goes on; three of six columns are enough when it is gone', async () => {
  const network = createMemoryNetwork()
  const path = join(folder, 'film')
  await writeFile(path, plain)
  const columns = [1, 4, 5]
  const holders = await Promise.all(columns.map((column) => member(network, `holder-${column}`)))
  const keepers = holders.map(({ address }) => address)
  const coded = await killAuthor(join(folder, 'author'), path, keepers)
  const stripes = Math.ceil(Math.ceil(plain.length / (CHUNK_BYTES - 20)) / SCHEME.need)
  expect(coded).toBeLessThan(stripes)

  let pages: readonly { readonly kind?: 'parity', readonly final: boolean }[] = []
  const author = await member(network, 'author', {
    keepers,
    onEvent: (_now, event) => { if (event.type === 'add') ({ pages } = event.transfer) }
  })
  const [sent] = author.engine.transfers()
  const { text } = sent!
  await vi.waitFor(() => { expect(sent!.state().phase).toBe('holding') }, 20_000)
  // It was killed before its last page.
  expect(pages.length).toBeGreaterThan(2)
  expect(pages.some(({ final }) => final)).toBe(false)

  await Promise.all(holders.map(async ({ engine }, i) => {
    const hold = await engine.hold(text, { columns: [columns[i]!] })
    await vi.waitFor(() => { expect(hold.state().phase).toBe('holding') }, 30_000)
    expect(hold.state().bytes.have).toBe(hold.state().bytes.of)
  }))
  await close(author.engine)

  const target = join(folder, 'copy')
  const reader = await member(network, 'reader')
  const received = await reader.engine.receive(text, { target: { kind: 'path', path: target } })
  await received.done()
  expect(Buffer.compare(await readFile(target), plain)).toBe(0)

  await close(holders[0]!.engine)
  const late = await (await member(network, 'late')).engine.receive(text)
  await close(reader.engine)
  await vi.waitFor(() => {
    expect(late.state()).toMatchObject({ pauseReason: 'not-enough-holders', holders: { online: 2 } })
  }, 20_000)
  await member(network, 'holder-1')
  await late.done()
  expect(Buffer.compare(new Uint8Array(await (await late.blob()).arrayBuffer()), plain)).toBe(0)
}, 120_000)
