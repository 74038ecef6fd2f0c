import { expect, test } from 'vitest'
import { createWorld, type VirtualTransfer, type World, type WorldOptions } from '../testing/virtual/index.ts'
import { createPeer } from './peer.ts'

const MB = 1_000_000

function createTestWorld (options: Partial<WorldOptions> = {}): World {
  return createWorld({ seed: 1, createPeer, ...options })
}

const have = (transfer: VirtualTransfer): number => transfer.snapshot?.chunks.have ?? 0
const waste = (transfer: VirtualTransfer): number => {
  const { in: bytes, twice } = transfer.snapshot!.traffic
  return twice / bytes
}

test('a payload goes from one sender to one getter at the speed of the line, and the receipt ends it', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 2 * MB }).send({ bytes: 20 * MB })
  const got = world.peer({ name: 'getter' }).get(sent)
  const seconds = world.runUntil(() => got.done && sent.done, { maxSeconds: 60 })
  expect(seconds).toBeLessThan(10 * 1.1 + 1)
  expect(got.snapshot!.bytes).toEqual({ have: 20 * MB, total: 20 * MB })
  expect(got.snapshot!.traffic.twice).toBe(0)
  expect(sent.snapshot).toMatchObject({ phase: 'done', receipts: { have: 1, of: 1 } })
})

test('a slow link is kept full though its window is small', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 0.05 * MB }).send({ bytes: 2 * MB })
  const got = world.peer({ name: 'getter' }).get(sent)
  expect(world.runUntil(() => got.done, { maxSeconds: 100 })).toBeLessThan(40 * 1.15 + 1)
})

test('a long fat link is filled after a few round trips', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 50 * MB, latencyMs: 50 }).send({ bytes: 200 * MB })
  const got = world.peer({ name: 'getter', down: 50 * MB, latencyMs: 50 }).get(sent)
  expect(world.runUntil(() => got.done, { maxSeconds: 60 })).toBeLessThan(4 * 1.4 + 2)
})

test('ten getters finish close to the bound of the sender alone, because they give what they have', () => {
  const world = createTestWorld()
  const bytes = 20 * MB
  const up = 2 * MB
  const sent = world.peer({ name: 'sender', nat: false, up }).send({ bytes, recipients: 10 })
  const got: VirtualTransfer[] = []
  for (let i = 0; i < 10; i++) got.push(world.peer({ name: `getter-${i}`, nat: false, up, down: 4 * MB }).get(sent))
  const seconds = world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 300 })
  // Kumar and Ross: max(F/u_s, F/d_min, nF/(u_s + sum u_i)) = 10 s here; the sender alone would take 100 s.
  expect(seconds).toBeLessThan(10 * 1.6)
  expect(Math.max(...got.map(waste))).toBeLessThan(0.05)
  world.runUntil(() => sent.done, { maxSeconds: 30 })
  expect(sent.snapshot!.receipts.have).toBe(1)
})

test('four equal senders add up, and hardly anything arrives twice', () => {
  const world = createTestWorld()
  const first = world.peer({ name: 'sender', nat: false, up: 50 * MB })
  const sent = first.send({ bytes: 100 * MB, recipients: 5 })
  const copies = [1, 2, 3].map((i) => world.peer({ name: `copy-${i}`, nat: false, up: 50 * MB, down: 50 * MB }).get(sent))
  world.runUntil(() => copies.every(({ done }) => done), { maxSeconds: 60 })
  for (const peer of [first, ...copies.map((_, i) => i)]) if (typeof peer !== 'number') peer.site
  const getter = world.peer({ name: 'getter', down: 100 * MB, peer: {} })
  const got = getter.get(sent)
  const seconds = world.runUntil(() => got.done, { maxSeconds: 60 })
  expect(got.snapshot!.members.length).toBe(4)
  expect(seconds).toBeLessThan(100 / 100 * 1.5 + 1)
  expect(waste(got)).toBeLessThan(0.02)
})

test('a getter with one link gives half of what it has while it still gets', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 2 * MB }).send({ bytes: 20 * MB, recipients: 2 })
  const got = [1, 2].map((i) => world.peer({ name: `getter-${i}`, nat: false, up: 4 * MB }).get(sent))
  const seconds = world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 60 })
  // Each chunk leaves the sender about once.
  expect(seconds).toBeLessThan(14)
  expect(sent.snapshot!.traffic.out).toBeLessThan(20 * MB * 1.5)
  expect(got[0]!.snapshot!.traffic.out + got[1]!.snapshot!.traffic.out).toBeGreaterThan(20 * MB * 0.5)
})

test('the sender leaves when two getters hold halves of each other: they complete each other', () => {
  const world = createTestWorld()
  const sender = world.peer({ name: 'sender', nat: false, up: 2 * MB })
  const sent = sender.send({ bytes: 20 * MB, recipients: 2 })
  const got = [1, 2].map((i) => world.peer({ name: `getter-${i}`, nat: false, up: 0.01 * MB }).get(sent))
  const halves = (): boolean => {
    const sets = got.map(({ snapshot }) => snapshot?.chunks.have ?? 0)
    return sets[0]! + sets[1]! >= 78
  }
  world.runUntil(halves, { maxSeconds: 60 })
  world.crash(sender)
  for (const { payload } of got) expect(payload.pages.at(-1)!.summary.final).toBe(true)
  for (const transfer of got) expect(have(transfer)).toBeLessThan(77)
})
