/** What others get to know of a page in class `relayed`: where its relay is, and nothing of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { parseReference } from '@passel/core'
import type { BrowserNetwork } from '@passel/core/browser'
import { createLibp2p } from 'libp2p'
import type { Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createEngine } from '../engine.ts'
import { startLocalNetwork, type LocalNetwork } from '../network/index.ts'
import { openPages, type Pages } from './open-pages.ts'

// Two pages, a relay and Waku nodes on one busy machine: what takes longer hangs.
vi.setConfig({ testTimeout: 90_000 })

let pages: Pages
let network: LocalNetwork
let page: Page

beforeAll(async () => {
  [pages, network] = await Promise.all([openPages(), startLocalNetwork({ wakuNodes: 1 })])
}, 60_000)

afterAll(async () => {
  await Promise.all([pages.close(), network.stop()])
})

beforeEach(async () => {
  const visitor = await pages.visitor()
  onTestFinished(() => visitor.context.close())
  page = await visitor.tab({ ...network.description, allowLocal: true } satisfies BrowserNetwork)
  await page.evaluate(() => window.page.warm('relayed'))
})

/** Every multiaddr in whatever somebody was told. */
function addressesIn (told: unknown): string[] {
  return JSON.stringify(told).match(/\/(ip4|ip6|dns[46]?|dnsaddr)\/[^"\\]+/g) ?? []
}

/** Addresses that are not the relay's own, and not circuits through it. */
function strangeIn (addresses: readonly string[]): string[] {
  const [relay] = network.relays[0]!.addresses as [string]
  const waku = network.waku.flatMap((service) => service.addresses)
  return addresses.filter((address) => !address.startsWith(relay) && !waku.includes(address))
}

describe('of a page in class relayed', () => {
  test('a stranger who dials it learns no address, and that it speaks no WebRTC', async () => {
    const sent = await page.evaluate(() => window.page.send(4_096, 1, 'relayed'))
    const { hints, relays } = parseReference(sent.text)
    const circuits = hints.flatMap(({ addresses }) => addresses)
    expect(circuits.length).toBeGreaterThan(0)
    expect(circuits.every((address) => address.includes('/p2p-circuit/'))).toBe(true)
    expect(strangeIn([...circuits, ...relays])).toEqual([])

    const stranger = await createLibp2p({
      transports: [circuitRelayTransport(), webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify({ runOnConnectionOpen: false }) }
    })
    onTestFinished(async () => { await stranger.stop() })
    const connection = await stranger.dial(multiaddr(circuits[0]!))
    const told = await stranger.services.identify.identify(connection)
    expect([told.listenAddrs, told.signedPeerRecord?.addresses ?? []]).toEqual([[], []])
    expect(told.protocols).toContain('/passel/swarm/1')
    expect(told.protocols.filter((protocol) => protocol.includes('webrtc'))).toEqual([])
    expect(told.agentVersion).toBe('passel/1')
  })

  test('a member learns circuits only, by connection, frames and signals; no candidate is made', async () => {
    const home = await mkdtemp(join(tmpdir(), 'passel-pages-privacy-'))
    const told: unknown[] = []
    const kinds = new Set<string>()
    const member = await createEngine({
      home,
      network: network.description,
      app: '/pages/1',
      onEvent: (_now, event) => {
        if (!['conn-up', 'frame', 'signal', 'joined'].includes(event.type)) return
        kinds.add(event.type)
        told.push(event)
      }
    })
    onTestFinished(async () => {
      await member.close()
      await rm(home, { recursive: true, force: true })
    })
    const sent = await page.evaluate(() => window.page.send(2 ** 20, 2, 'relayed'))
    await (await member.receive(sent.text)).done()
    // The other way the page seeks, and the member learns of it over Waku.
    const back = await member.send(new Blob([new Uint8Array(2 ** 20)]), { privacy: 'relayed' })
    const id = await page.evaluate((text) => window.page.receive(text), back.text)
    await page.evaluate((it) => window.page.done(it), id)
    expect([...kinds]).toEqual(expect.arrayContaining(['conn-up', 'frame', 'joined']))
    const addresses = addressesIn(told)
    expect(addresses.length).toBeGreaterThan(0)
    expect(strangeIn(addresses)).toEqual([])
    expect(await page.evaluate(() => window.page.peerConnections())).toBe(0)
  })
})
