import { expect, test } from 'vitest'
import { createWorld, type VirtualTransfer, type World, type WorldOptions } from './index.ts'
import { createPeer } from '@passel/core/machines'

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
  const bytes = 100 * MB
  const up = 2 * MB
  const sent = world.peer({ name: 'sender', nat: false, up }).send({ bytes, recipients: 10 })
  const got: VirtualTransfer[] = []
  for (let i = 0; i < 10; i++) got.push(world.peer({ name: `getter-${i}`, nat: false, up, down: 4 * MB }).get(sent))
  const seconds = world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 300 })
  // Kumar and Ross: max(F/u_s, F/d_min, nF/(u_s + sum u_i)) = 50 s here; the sender alone would take 500 s.
  expect(seconds).toBeGreaterThan(50)
  expect(seconds).toBeLessThan(50 * 1.15)
  expect(Math.max(...got.map(waste))).toBeLessThan(0.05)
  world.runUntil(() => sent.done, { maxSeconds: 30 })
  expect(sent.snapshot!.receipts).toEqual({ have: 10, of: 10 })
})

test('an uplink is shared evenly between getters that have nobody else', () => {
  const world = createTestWorld({ punchShare: 0, relays: [] })
  const sent = world.peer({ name: 'sender', nat: false, up: 2 * MB }).send({ bytes: 10 * MB, recipients: 12 })
  const got: VirtualTransfer[] = []
  for (let i = 0; i < 12; i++) got.push(world.peer({ name: `getter-${i}`, knowsRelays: false }).get(sent))
  world.runUntil(() => got.some(({ done }) => done), { maxSeconds: 100 })
  const counts = got.map(have)
  expect(Math.min(...counts)).toBeGreaterThan(Math.max(...counts) * 0.7)
  expect(got[0]!.snapshot!.members.length).toBe(1)
})

test('sixty getters at once: who finds no place at the sender is told of others, and all finish', () => {
  const world = createTestWorld({ relays: [] })
  const sender = world.peer({ name: 'sender', nat: false, up: 2 * MB })
  const sent = sender.send({ bytes: 10 * MB, recipients: 60 })
  world.runFor(1)
  const got = Array.from({ length: 60 }, (_, i) => world.peer({ name: `g${i}`, nat: false, up: 2 * MB }).get(sent))
  world.runFor(2)
  expect(sent.snapshot!.members.length).toBeLessThanOrEqual(32)
  // Pages of a payload of 39 chunks, which is three of them, for those who have a place.
  expect(sender.counts.get('send-page')).toBeLessThanOrEqual(3 * 32)
  world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 30 })
  expect(sent.snapshot!.traffic.out).toBeLessThan(3 * 10 * MB)
}, 20_000)

test('four equal senders add up, and hardly anything arrives twice', () => {
  const world = createTestWorld()
  const limit = { uploadBytesPerSecond: 10 * MB }
  const site = { nat: false, up: 50 * MB, down: 50 * MB, peer: limit }
  const sent = world.peer({ name: 'sender', ...site }).send({ bytes: 100 * MB, recipients: 5 })
  const copies = [1, 2, 3].map((i) => world.peer({ name: `copy-${i}`, ...site }).get(sent))
  world.runUntil(() => copies.every(({ done }) => done), { maxSeconds: 60 })
  const got = world.peer({ name: 'getter', down: 100 * MB }).get(sent)
  world.runUntil(() => have(got) > 0, { maxSeconds: 10 })
  const seconds = world.runUntil(() => got.done, { maxSeconds: 60 })
  expect(got.snapshot!.members.length).toBe(4)
  expect(seconds).toBeLessThan(100 / 40 / 0.9)
  expect(waste(got)).toBeLessThan(0.02)
})

test('two getters of one sender bring it little more than one copy of work', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 2 * MB }).send({ bytes: 20 * MB, recipients: 2 })
  const got = [1, 2].map((i) => world.peer({ name: `getter-${i}`, nat: false, up: 4 * MB }).get(sent))
  const seconds = world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 60 })
  expect(seconds).toBeLessThan(12.5)
  expect(sent.snapshot!.traffic.out).toBeLessThan(25 * MB)
})

test('the sender leaves when two getters hold what the other lacks: they complete each other', () => {
  const world = createTestWorld()
  const sender = world.peer({ name: 'sender', nat: false, up: 2 * MB })
  const sent = sender.send({ bytes: 20 * MB, recipients: 2 })
  const peers = [1, 2].map((i) => world.peer({ name: `getter-${i}`, nat: false, up: 0.3 * MB }))
  const got = peers.map((peer) => peer.get(sent))
  const union = (): number => new Set(peers.flatMap(({ store }) => [...store.of(sent.payload)!.have])).size
  world.runUntil(() => union() === 77, { maxSeconds: 60 })
  world.crash(sender)
  expect(got.map(have).every((count) => count < 77)).toBe(true)
  world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 60 })
})

test('a slow stream reaches the reader while it is made', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false }).send({ bytes: 20_000, bytesPerSecond: 200 })
  const got = world.peer({ name: 'getter' }).get(sent)
  expect(world.runUntil(() => have(got) > 0, { maxSeconds: 10 })).toBeLessThan(2)
  world.runUntil(() => got.done, { maxSeconds: 120 })
  // Flushed after a second at first, later after a tenth of the time so far: some 30 chunks rather than 100.
  expect(got.snapshot!.chunks.known).toBeLessThan(45)
  expect(got.snapshot!.bytes).toEqual({ have: 20_000, total: 20_000 })
})

test('an empty payload is complete as soon as its only page is known', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false }).send({ bytes: 0 })
  const got = world.peer({ name: 'getter' }).get(sent)
  world.runUntil(() => got.done && sent.done, { maxSeconds: 10 })
  expect(got.snapshot!.chunks).toMatchObject({ known: 0, have: 0, final: true })
})

test('the time to the first byte does not depend on the size', () => {
  const firstByte = (bytes: number): number => {
    const world = createTestWorld()
    const sent = world.peer({ name: 'sender', nat: false, up: 100 * MB }).send({ bytes })
    const got = world.peer({ name: 'getter', down: 100 * MB }).get(sent)
    world.runUntil(() => have(got) > 0, { maxSeconds: 10 })
    return got.snapshot!.firstByteMs!
  }
  expect(firstByte(4000 * MB)).toBeLessThan(firstByte(MB) * 1.2)
  // Eight round trips of 40 ms, dialling and joining included.
  expect(firstByte(MB)).toBeLessThan(320)
})

test('the sealer stays ahead of a receiver that follows, and does not run away from it', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 20 * MB }).send({ bytes: 400 * MB })
  const got = world.peer({ name: 'getter', down: 20 * MB }).get(sent)
  const ahead: number[] = []
  world.runUntil(() => {
    if (have(got) > 200 && !got.done) ahead.push(sent.snapshot!.chunks.sealed - have(got))
    return got.done
  }, { maxSeconds: 60 })
  expect(ahead.length).toBeGreaterThan(100)
  expect(world.nowMs / 1000).toBeLessThan(400 / 20 * 1.1 + 1)
})

test('the same seed gives the same run, another seed another', () => {
  const run = (seed: number): string => {
    const world = createTestWorld({ seed })
    const sent = world.peer({ name: 'sender', up: 2 * MB }).send({ bytes: 5 * MB, recipients: 3 })
    const got = [1, 2, 3].map((i) => world.peer({ name: `getter-${i}` }).get(sent))
    world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 120 })
    return world.trace.hash
  }
  expect(run(7)).toBe(run(7))
  expect(run(7)).not.toBe(run(8))
})
