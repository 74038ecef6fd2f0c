import { expect, onTestFinished, test } from 'vitest'
import { createDialer, type Dialer } from './dialer.ts'

/** Longer than anything takes on a busy machine. */
const SOON = { timeout: 15_000 }

interface Case {
  readonly dialer: Dialer
  readonly connected: Set<string>
  readonly down: Set<string>
  readonly dialed: string[]
}

function create (addresses: readonly string[], down: readonly string[] = []): Case {
  const connected = new Set<string>()
  const isDown = new Set(down)
  const dialed: string[] = []
  const dialer = createDialer({
    addresses,
    want: 2,
    isConnected: (address) => connected.has(address),
    dial: async (address) => {
      dialed.push(address)
      if (isDown.has(address)) throw new Error('refused')
      connected.add(address)
    }
  })
  onTestFinished(() => dialer.stop())
  return { dialer, connected, down: isDown, dialed }
}

test('two of many are connected, and no others', async () => {
  const { connected, dialed } = create(['a', 'b', 'c', 'd'])
  await expect.poll(() => connected.size, SOON).toBe(2)
  expect(dialed).toHaveLength(2)
})

test('those that are down are passed over', async () => {
  const { connected } = create(['a', 'b', 'c', 'd'], ['a', 'c'])
  await expect.poll(() => [...connected].toSorted(), SOON).toEqual(['b', 'd'])
})

test('one that comes back is found again by itself', async () => {
  const { connected, down, dialed } = create(['a', 'b'], ['a', 'b'])
  await expect.poll(() => dialed.length, SOON).toBeGreaterThanOrEqual(4)
  down.clear()
  await expect.poll(() => connected.size, { timeout: 10_000 }).toBe(2)
})

test('one that hangs up again and again is dialled less and less often', async () => {
  const { dialer, connected, dialed } = create(['a'])
  const times: number[] = []
  const end = performance.now() + 1_500
  await expect.poll(() => {
    if (connected.delete('a')) {
      times.push(performance.now())
      dialer.check()
    }
    return performance.now() > end
  }, { timeout: 5_000, interval: 5 }).toBe(true)
  expect(dialed.length).toBeLessThanOrEqual(5)
  expect(times.length).toBeGreaterThanOrEqual(2)
})
