import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LinkListener, LinkPort } from '@passel/core'
import { createNodeLink } from '../libp2p/index.ts'
import { startRelay, USUAL_RELAY_LIMITS, type Relay, type RelayOptions } from './index.ts'

describe('a relay', () => {
  const closers: (() => Promise<void>)[] = []
  let folder: string

  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'passel-relay-')) })
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()))
    await rm(folder, { recursive: true, force: true })
  })

  async function relayWith (options: RelayOptions = {}): Promise<Relay> {
    const relay = await startRelay(options)
    closers.push(relay.stop)
    return relay
  }

  /** A member behind NAT, and what its link told, as words. */
  async function member (): Promise<{ link: LinkPort, told: string[] }> {
    const told: string[] = []
    const listener = new Proxy({} as LinkListener, {
      get: (_, name) => (...given: unknown[]) => { told.push([name, ...given].join(' ')) },
    })
    const link = await createNodeLink({ privacy: 'direct', listener })
    closers.push(link.close)
    return { link, told }
  }

  async function reserve (who: { link: LinkPort, told: string[] }, relay: string): Promise<string | undefined> {
    const { link, told } = who
    const before = told.length
    link.reserve(relay)
    await expect.poll(() => told.length, { timeout: 5_000 }).toBeGreaterThan(before)
    return told.at(-1)?.split(' ')[2]
  }

  test('leads from one member behind NAT to another, over TCP and WebSocket', async () => {
    const relay = await relayWith()
    expect(relay.addresses.map((address) => address.includes('/ws/'))).toEqual([false, true])
    for (const address of relay.addresses) {
      const [a, b] = [await member(), await member()]
      expect(await reserve(b, address)).toBe('reserved')
      await a.link.dial(b.link.self, b.link.addresses(), 'relayed', AbortSignal.timeout(5_000))
      expect(a.told.join()).toMatch(new RegExp(`connUp 0 ${b.link.self} relayed true`))
    }
  })

  test('keeps its identity in a file that nobody else may read', async () => {
    const keyFile = join(folder, 'new', 'relay.key')
    const first = await startRelay({ keyFile })
    const port = first.addresses[0]!.split('/')[4]!
    await first.stop()
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    const again = await relayWith({ keyFile, listen: [`/ip4/127.0.0.1/tcp/${port}`] })
    expect(again.addresses).toEqual([first.addresses[0]])
    expect(await readFile(keyFile)).not.toHaveLength(0)
  })

  test('has a new identity each time where there is no file', async () => {
    const [first, second] = [await relayWith(), await relayWith()]
    expect(first.addresses[0]!.split('/').at(-1)).not.toBe(second.addresses[0]!.split('/').at(-1))
  })

  test('refuses a key file that holds something else', async () => {
    const keyFile = join(folder, 'relay.key')
    await writeFile(keyFile, 'not a key')
    await expect(startRelay({ keyFile })).rejects.toMatchObject({ code: 'bad-option' })
    await expect(startRelay({ keyFile: folder })).rejects.toMatchObject({ code: 'io' })
  })

  test('refuses an address that is taken, and times that make no sense', async () => {
    const first = await relayWith({ listen: ['/ip4/127.0.0.1/tcp/0'] })
    await expect(startRelay({ listen: [first.addresses[0]!.split('/p2p/')[0]!] })).rejects.toMatchObject({ code: 'io' })
    await expect(startRelay({ reservationTtlMs: 1_000 })).rejects.toMatchObject({ code: 'bad-option' })
  })

  test('has so many places, and gives that of who left to the next', async () => {
    const relay = await relayWith({ maxReservations: 1 })
    const [first, second] = [await member(), await member()]
    expect(await reserve(first, relay.addresses[0]!)).toBe('reserved')
    expect(await reserve(second, relay.addresses[0]!)).toBe('refused')
    expect(relay.reservations()).toBe(1)
    await first.link.close()
    await expect.poll(() => relay.reservations()).toBe(0)
    expect(await reserve(second, relay.addresses[0]!)).toBe('reserved')
  })

  test('cuts a circuit at the usual limits when told to keep them', async () => {
    const relay = await relayWith(USUAL_RELAY_LIMITS)
    const [a, b] = [await member(), await member()]
    const keys = { swarmId: new Uint8Array(32).fill(1), linkKey: new Uint8Array(32).fill(2) }
    a.link.admit({ ...keys, swarm: 0 as never })
    b.link.admit({ ...keys, swarm: 0 as never })
    await reserve(b, relay.addresses[0]!)
    await a.link.dial(b.link.self, b.link.addresses(), 'relayed', AbortSignal.timeout(5_000))
    a.link.join(0 as never, 0 as never)
    await expect.poll(() => a.told.join()).toContain('joined 0 0 0 us')
    a.link.sendChunk(0 as never, 0 as never, 0, new Uint8Array(256 * 1024))
    const downs = (): string[] => [...a.told, ...b.told].filter((word) => word === 'connDown 0')
    await expect.poll(downs, { timeout: 5_000 }).toHaveLength(2)
  })
})
