/** Engines in real pages of a real Chromium, over a real relay, real Waku nodes and real WebRTC. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseReference } from '@passel/core'
import type { BrowserNetwork } from '@passel/core/browser'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createEngine } from '../engine.ts'
import { startLocalNetwork, type LocalNetwork } from '../network/index.ts'
import { openPages, type Pages } from './open-pages.ts'

const MiB = 2 ** 20
const SIZE = 16 * MiB

// Two pages, a relay and Waku nodes on one busy machine: what takes longer hangs.
vi.setConfig({ testTimeout: 90_000 })

let pages: Pages
let network: LocalNetwork
let local: BrowserNetwork

beforeAll(async () => {
  [pages, network] = await Promise.all([openPages(), startLocalNetwork({ wakuNodes: 1 })])
  local = { ...network.description, allowLocal: true }
}, 60_000)

afterAll(async () => {
  await Promise.all([pages.close(), network.stop()])
})

/** Two people, each with a page. */
async function twoPages () {
  const [anna, ben] = [await pages.visitor(), await pages.visitor()]
  onTestFinished(async () => { await Promise.all([anna.context.close(), ben.context.close()]) })
  const [a, b] = await Promise.all([anna.tab(local), ben.tab(local)])
  return { anna, ben, a, b }
}

describe('from page to page', () => {
  test('relayed: the bytes are the same, and no WebRTC connection was as much as made', async () => {
    const { a, b } = await twoPages()
    const sent = await a.evaluate((size) => window.page.send(size, 1, 'relayed'), SIZE)
    const id = await b.evaluate((text) => window.page.receive(text), sent.text)
    const state = await b.evaluate((it) => window.page.done(it), id)
    expect(await b.evaluate((it) => window.page.digest(it), id)).toBe(sent.digest)
    expect(state.traffic.twice).toBe(0)
    for (const page of [a, b]) expect(await page.evaluate(() => window.page.peerConnections())).toBe(0)
    // The receipt comes back, too.
    expect((await a.evaluate((it) => window.page.done(it), sent.id)).receipts).toEqual({ have: 1, of: 1 })
  })

  test('directly: begun over the relay, moved to WebRTC, and finished without the relay', async () => {
    const { a, b } = await twoPages()
    const sent = await a.evaluate(([size, held]) => window.page.sendHeld(size!, held!, 2, 'direct'), [SIZE, MiB])
    const id = await b.evaluate((text) => window.page.receive(text), sent.text)
    await b.evaluate((it) => window.page.path(it, 'direct'), id)
    await network.relays[0]!.stop()
    onTestFinished(async () => { await network.relays[0]!.start() })
    await a.evaluate(() => window.page.release())
    await b.evaluate((it) => window.page.done(it), id)
    expect(await b.evaluate((it) => window.page.digest(it), id)).toBe(sent.digest)
  })

  test('when the direct connection dies the rest goes over the relay', async () => {
    const { a, b } = await twoPages()
    const sent = await a.evaluate(([size, held]) => window.page.sendHeld(size!, held!, 3, 'direct'), [SIZE, MiB])
    const id = await b.evaluate((text) => window.page.receive(text), sent.text)
    await b.evaluate((it) => window.page.path(it, 'direct'), id)
    for (const page of [a, b]) await page.evaluate(() => window.page.cutPeerConnections())
    await a.evaluate(() => window.page.release())
    await b.evaluate((it) => window.page.done(it), id)
    expect(await b.evaluate((it) => window.page.digest(it), id)).toBe(sent.digest)
  })
})

test('members find each other over the light node that an application has', async () => {
  const { waku, relays } = network.description
  const [anna, ben] = [await pages.visitor(), await pages.visitor()]
  onTestFinished(async () => { await Promise.all([anna.context.close(), ben.context.close()]) })
  const [a, b] = await Promise.all([anna.emptyTab(), ben.emptyTab()])
  await Promise.all([a, b].map((page) => page.evaluate((given) => window.page.openOverNode(given), { waku, relays })))
  // Not reachable yet, so that the reference names no way to her.
  const sent = await a.evaluate(() => window.page.send(2 ** 20, 7, 'relayed'))
  expect(parseReference(sent.text).hints).toEqual([])
  const id = await b.evaluate((text) => window.page.receive(text), sent.text)
  await b.evaluate((it) => window.page.done(it), id)
  expect(await b.evaluate((it) => window.page.digest(it), id)).toBe(sent.digest)
})

describe('from page to headless peer', () => {
  async function openPeer (listen: readonly string[] = [], relays = network.description.relays) {
    const home = await mkdtemp(join(tmpdir(), 'passel-pages-peer-'))
    const options = { network: { ...network.description, relays }, app: '/pages/1', listen } as const
    const engine = await createEngine({ home: join(home, 'home'), ...options })
    onTestFinished(async () => {
      await engine.close()
      await rm(home, { recursive: true, force: true })
    })
    return { engine, home }
  }

  test('and back, behind NAT', async () => {
    const { engine, home } = await openPeer()
    const visitor = await pages.visitor()
    onTestFinished(() => visitor.context.close())
    const page = await visitor.tab(local)
    const sent = await page.evaluate((size) => window.page.send(size, 4, 'direct'), SIZE)
    const path = join(home, 'received')
    await (await engine.receive(sent.text, { target: { kind: 'path', path } })).done()
    const bytes = await readFile(path)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sent.digest)

    const back = await engine.send({ kind: 'path', path })
    const id = await page.evaluate((text) => window.page.receive(text), back.text)
    await page.evaluate((it) => window.page.done(it), id)
    expect(await page.evaluate((it) => window.page.digest(it), id)).toBe(sent.digest)
  })

  test('that listens: dialled by its own address, without a relay', async () => {
    const { engine, home } = await openPeer(['/ip4/127.0.0.1/udp/0/webrtc-direct'], [])
    const path = join(home, 'input')
    await writeFile(path, Buffer.alloc(SIZE, 'passel'))
    await engine.warm('direct')
    const sent = await engine.send({ kind: 'path', path })
    const addresses = sent.reference.hints.flatMap((hint) => hint.addresses)
    expect(addresses.map((address) => address.includes('/webrtc-direct/'))).toEqual([true])
    const visitor = await pages.visitor()
    onTestFinished(() => visitor.context.close())
    const page = await visitor.tab({ relays: [], allowLocal: true })
    const id = await page.evaluate((text) => window.page.receive(text), sent.text)
    await page.evaluate((it) => window.page.done(it), id)
    const digest = createHash('sha256').update(await readFile(path)).digest('hex')
    expect(await page.evaluate((it) => window.page.digest(it), id)).toBe(digest)
  })
})

test('a receiver that is reloaded on the way goes on where it was', async () => {
  const { a, b } = await twoPages()
  const sent = await a.evaluate(([size, held]) => window.page.sendHeld(size!, held!, 5, 'direct'), [SIZE, 8 * MiB])
  const id = await b.evaluate((text) => window.page.receive(text), sent.text)
  await b.evaluate(([it, bytes]) => window.page.loaded(it as string, bytes as number), [id, 6 * MiB] as const)
  await b.reload()
  await b.evaluate(async (given) => { await window.page.open(given) }, local)
  expect(await b.evaluate(() => window.page.ids())).toEqual([id])
  await a.evaluate(() => window.page.release())
  const { traffic } = await b.evaluate((it) => window.page.done(it), id)
  expect(await b.evaluate((it) => window.page.digest(it), id)).toBe(sent.digest)
  expect(traffic.resumed).toBeGreaterThan(4 * MiB)
})

/** The ways in which a tab ends; a crash gives it no time to let go of anything. */
const ENDS: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['is closed', (page) => page.close()],
  ['crashes', async (page) => {
    const session = await page.context().newCDPSession(page)
    await Promise.race([session.send('Page.crash'), new Promise((resolve) => page.once('crash', resolve))])
  }]
]

test.each(ENDS)('when the tab that leads %s, another one goes on', async (_how, end) => {
  const { ben, a, b } = await twoPages()
  const second = await ben.tab(local)
  const sent = await a.evaluate(([size, held]) => window.page.sendHeld(size!, held!, 6, 'relayed'), [SIZE, 8 * MiB])
  const id = await second.evaluate((text) => window.page.receive(text), sent.text)
  expect((await second.evaluate((it) => window.page.state(it), id)).owner).toBe('other-tab')
  await second.evaluate(([it, bytes]) => window.page.loaded(it as string, bytes as number), [id, 6 * MiB] as const)
  await end(b)
  await second.evaluate((it) => window.page.owner(it, 'this-tab'), id)
  await a.evaluate(() => window.page.release())
  await second.evaluate((it) => window.page.done(it), id)
  const third = await ben.tab(local)
  for (const tab of [second, third]) {
    expect(await tab.evaluate((it) => window.page.digest(it), id)).toBe(sent.digest)
    expect(await tab.evaluate((it) => window.page.digestFrom(it, 0), id)).toBe(sent.digest)
  }
})

test('libp2p, Waku and the engine itself are not loaded before they are needed; nothing threw in any page', () => {
  const lazy = /node_modules\/(@libp2p|libp2p|@waku|@chainsafe)\/|core\/src\/(machines|adapters\/libp2p)\//
  expect(pages.loadedFirst.length).toBeGreaterThan(10)
  expect(pages.loadedFirst.filter((file) => lazy.test(file))).toEqual([])
  expect(pages.faults).toEqual([])
})
