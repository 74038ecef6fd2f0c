import { describe, expect, test } from 'vitest'
import { createSystem } from '../adapters/system/system.ts'
import { chunkNo, connNo, swarmNo } from '../ids.ts'
import { PROBE_TIMEOUT_MS } from '../limits.ts'
import type { LinkListener, SystemPort } from '../ports.ts'
import { keysOf, meet, openMember, type LinkHarness } from './link-contract-member.ts'
import { linkContract } from './link.contract.ts'
import { createMemoryNetwork, type MemoryNetworkOptions } from './memory-links.ts'
import { createVirtualClock } from './virtual-clock.ts'

const MAX_STEPS = 200_000

/** A network on a clock of its own: nothing waits in real time, and the same scenario runs the same way each time. */
function harness (options: Omit<MemoryNetworkOptions, 'system'> = { latencyMs: 5 }): LinkHarness {
  const clock = createVirtualClock()
  let drawn = 0
  const system: SystemPort = {
    ...createSystem(),
    now: () => clock.instant(),
    randomBytes: (length) => new Uint8Array(length).map(() => drawn++ * 31 % 251),
    alarm: (ms, callback) => clock.after(ms, callback),
  }
  const network = createMemoryNetwork({ ...options, system })
  const links: { close (): Promise<void> }[] = []
  let ticking: ReturnType<typeof setImmediate> | undefined

  function tick (): void {
    clock.step()
    ticking = setImmediate(tick)
  }

  return {
    async open (privacy, listener, listens) {
      const link = await network.createLink(privacy, listener, { listens })
      links.push(link)
      // Whoever awaits a dial cannot turn the clock meanwhile; between steps promises settle.
      ticking ??= setImmediate(tick)
      return link
    },
    async relay (limitBytes) {
      const relay = network.relay(limitBytes)
      return { address: relay.address, stop: async () => relay.drop(), restart: async () => relay.restore() }
    },
    async until (condition, what) {
      for (let steps = 0; steps < MAX_STEPS; steps++) {
        if (condition()) return
        if (!clock.step()) clock.runTo(clock.nowMs + 1)
        if (steps % 100 === 0) await Promise.resolve()
      }
      throw new Error(`waited in vain for ${what}`)
    },
    within (ms) {
      const controller = new AbortController()
      clock.after(ms, () => controller.abort())
      return controller.signal
    },
    now: () => clock.nowMs,
    async close () {
      clearImmediate(ticking)
      await Promise.all(links.map((link) => link.close()))
    },
  }
}

describe('the memory network', () => {
  test.each(linkContract)('$title', async ({ run }) => {
    const it = harness()
    await expect(run(it)).resolves.toBeUndefined()
    await it.close()
  })

  test('takes as long as its bandwidth and latency say', async () => {
    const it = harness({ latencyMs: 50, bytesPerSecond: 1_000_000 })
    const { a, b, chan } = await meet(it, 'direct')
    const began = it.now()
    a.link.expect(chan.a, 0 as never, 262_144, false)
    b.link.sendChunk(chan.b, 0 as never, 0, new Uint8Array(262_144))
    await it.until(() => a.told('chunkIn').length === 1, 'the chunk')
    expect(it.now() - began).toBeGreaterThanOrEqual(312)
    expect(it.now() - began).toBeLessThan(316)
    await it.close()
  })

  test('cuts a member off from everybody and from its relays', async () => {
    const network = createMemoryNetwork()
    const heard: string[] = []
    const listener = (who: string): LinkListener => new Proxy({} as LinkListener, {
      get: (_, name) => (...given: unknown[]) => { heard.push([who, String(name), ...given.slice(0, 2)].join(' ')) },
    })
    const a = await network.createLink('direct', listener('a'))
    const b = await network.createLink('direct', listener('b'))
    const relay = network.relay()
    b.reserve(relay.address)
    await expect.poll(() => heard).toContain(`b relay ${relay.address} reserved`)
    await a.dial(b.self, b.addresses(), 'relayed', AbortSignal.timeout(1_000))
    await a.dial(b.self, b.addresses(), 'direct', AbortSignal.timeout(1_000))
    heard.length = 0
    network.cut(b.self)
    expect(heard.toSorted()).toEqual([
      'a connDown 0', 'a connDown 1', 'b connDown 0', 'b connDown 1', `b relay ${relay.address} lost`,
    ])
    await Promise.all([a.close(), b.close()])
  })

  test('gives up reading back from a holder that does not answer', async () => {
    const it = harness()
    const { a, chan } = await meet(it, 'direct')
    const began = it.now()
    expect(await a.link.probe(chan.a, chunkNo(1), 0, 100)).toBeUndefined()
    expect(it.now() - began).toBeGreaterThanOrEqual(PROBE_TIMEOUT_MS)
    await it.close()
  })

  test('brings no direct connection up where the NATs do not let it', async () => {
    const it = harness({ canUpgrade: () => false })
    await expect(meet(it, 'upgrade')).rejects.toMatchObject({ code: 'unreachable' })
    await it.close()
  })

  test('gives the same run each time', async () => {
    const run = async (): Promise<unknown> => {
      const it = harness({ latencyMs: 3, bytesPerSecond: 5_000_000 })
      const { a, b } = await meet(it, 'relayed')
      a.link.admit(keysOf(50, 50)) // unknown to b: refused after a random while
      a.link.join(connNo(0), swarmNo(50))
      await it.until(() => a.told('joinRefused').length === 1, 'the refusal')
      await it.close()
      return [a.heard, b.heard]
    }
    expect(await run()).toEqual(await run())
  })

  test('an exception in a callback closes the connection it came from', async () => {
    const it = harness()
    const { a, b, chan, conn } = await meet(it, 'direct')
    const third = await openMember(it)
    b.on('frame', () => { throw new Error('a bug in whoever listens') })
    a.link.sendFrame(chan.a, { type: 'ping', token: 1 })
    const down = (): boolean => [a, b].every((member) => member.told('connDown').length === 1)
    await expect(it.until(down, 'the end')).rejects.toThrow('a bug')
    expect(b.told('connDown')).toEqual([[conn.b]])
    expect(third.heard).toEqual([])
    await it.close()
  })
})
