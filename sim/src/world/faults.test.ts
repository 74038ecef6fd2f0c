import { expect, test } from 'vitest'
import { createWorld, type VirtualTransfer, type World, type WorldOptions } from './index.ts'
import { createPeer } from '@passel/core/machines'

const MB = 1_000_000

function createTestWorld (options: Partial<WorldOptions> = {}): World {
  return createWorld({ seed: 1, createPeer, ...options })
}

const have = (transfer: VirtualTransfer): number => transfer.snapshot?.chunks.have ?? 0
const CHUNK = 256 * 1024

test('a liar among three senders is convicted, and the payload comes from the others', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 5 * MB }).send({ bytes: 20 * MB, recipients: 3 })
  const liar = world.peer({ name: 'liar', nat: false, corrupt: true, up: 5 * MB })
  const others = [liar.get(sent), world.peer({ name: 'honest', nat: false, up: 5 * MB }).get(sent)]
  world.runUntil(() => others.every(({ done }) => done), { maxSeconds: 60 })
  const getter = world.peer({ name: 'getter' })
  const got = getter.get(sent)
  world.runUntil(() => got.done, { maxSeconds: 60 })
  expect(got.snapshot!.members.map(({ peer }) => peer)).not.toContain('liar-direct')
  // It lied in at most what it was first asked for, and is not dialled again.
  expect(got.snapshot!.traffic.in).toBeLessThan(20 * MB + 10 * CHUNK)
  world.runFor(120)
  expect([...getter.link.connections.values()].map(({ peer }) => peer)).not.toContain('liar-direct')
})

test('a peer that falls silent is given up, and what it owed comes from another', () => {
  const world = createTestWorld()
  const first = world.peer({ name: 'first', nat: false, up: 2 * MB })
  const sent = first.send({ bytes: 40 * MB, recipients: 2 })
  const second = world.peer({ name: 'second', nat: false, up: 2 * MB })
  const copy = second.get(sent)
  world.runUntil(() => copy.done, { maxSeconds: 60 })
  const getter = world.peer({ name: 'getter' })
  const got = getter.get(sent)
  world.runUntil(() => have(got) > 20, { maxSeconds: 60 })
  world.hush(first, getter)
  const seconds = world.runUntil(() => got.done, { maxSeconds: 60 })
  // Two seconds until the stall is noticed; the rest at the speed of one, or two again once it is dialled anew.
  expect(seconds).toBeLessThan(40 / 2 + 5)
})

test('the only sender falls silent: it is found dead within seconds and dialled again', () => {
  const world = createTestWorld()
  const sender = world.peer({ name: 'sender', nat: false, up: 2 * MB })
  const sent = sender.send({ bytes: 20 * MB })
  const getter = world.peer({ name: 'getter' })
  const got = getter.get(sent)
  world.runUntil(() => have(got) > 10, { maxSeconds: 60 })
  world.hush(sender, getter)
  expect(world.runUntil(() => got.done, { maxSeconds: 60 })).toBeLessThan(10 + 14)
  expect(got.snapshot!.traffic.twice).toBeLessThan(4 * CHUNK)
})

test('a cut in the middle costs no bytes: half chunks go on where they were', () => {
  const world = createTestWorld()
  const sender = world.peer({ name: 'sender', nat: false, up: 2 * MB })
  const sent = sender.send({ bytes: 20 * MB })
  const getter = world.peer({ name: 'getter' })
  const got = getter.get(sent)
  for (const at of [5, 15, 30, 50]) {
    world.runUntil(() => have(got) > at, { maxSeconds: 60 })
    world.cut(sender, getter)
  }
  world.runUntil(() => got.done, { maxSeconds: 60 })
  expect(got.snapshot!.traffic.twice).toBe(0)
  expect(got.snapshot!.traffic.in).toBe(77 * CHUNK)
})

test('a relay that cuts every 128 KiB carries the whole payload when there is no other path', () => {
  const world = createTestWorld({ relays: [{ limitBytes: 128 * 1024 }], punchShare: 0 })
  const sent = world.peer({ name: 'sender' }).send({ bytes: 4 * MB })
  const got = world.peer({ name: 'getter' }).get(sent)
  world.runUntil(() => got.done && sent.done, { maxSeconds: 120 })
  expect(got.snapshot!.traffic.twice).toBeLessThan(CHUNK)
})

test('a getter killed half-way fetches again only what was in flight', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 5 * MB }).send({ bytes: 50 * MB })
  const getter = world.peer({ name: 'getter' })
  const got = getter.get(sent)
  world.runUntil(() => have(got) > 90, { maxSeconds: 60 })
  world.crash(getter)
  world.runFor(3)
  world.restart(getter)
  expect(got.snapshot!.traffic.resumed).toBeGreaterThan(90 * CHUNK)
  world.runUntil(() => got.done && sent.done, { maxSeconds: 120 })
  expect(got.work.kept).toBe(191 * CHUNK)
})

test('a sender killed while it seals goes on where it was, and nothing is sealed twice', () => {
  const world = createTestWorld()
  const sender = world.peer({ name: 'sender', nat: false, up: 50 * MB })
  const sent = sender.send({ bytes: 400 * MB })
  const got = world.peer({ name: 'getter', down: 50 * MB }).get(sent)
  world.runUntil(() => have(got) > 2, { maxSeconds: 60 })
  expect(sent.snapshot!.chunks.final).toBe(false)
  world.crash(sender)
  world.runFor(2)
  expect(got.done).toBe(false)
  world.restart(sender)
  world.runUntil(() => got.done && sent.done, { maxSeconds: 120 })
  expect(sent.work.sealed).toBe(1526 * CHUNK)
  expect(got.work.kept).toBe(1526 * CHUNK)
})

test('a getter that is done is found by a sender that was away, which learns of the receipt', () => {
  const world = createTestWorld()
  const sender = world.peer({ name: 'sender', nat: false })
  const sent = sender.send({ bytes: 10 * MB, recipients: 2 })
  const getters = [1, 2].map((i) => world.peer({ name: `getter-${i}`, nat: false, up: MB }))
  const got = getters.map((peer) => peer.get(sent))
  world.runUntil(() => have(got[0]!) === 39 || got.every((each) => have(each) > 36), { maxSeconds: 60 })
  world.crash(sender)
  world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 60 })
  world.runFor(600)
  world.restart(sender)
  expect(world.runUntil(() => sent.done, { maxSeconds: 120 })).toBeLessThan(60)
})

test('a paused transfer moves nothing, also over a restart, and goes on when it is resumed', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 2 * MB }).send({ bytes: 20 * MB })
  const getter = world.peer({ name: 'getter' })
  const got = getter.get(sent)
  world.runUntil(() => have(got) > 20, { maxSeconds: 60 })
  got.pause()
  expect(got.snapshot).toMatchObject({ pauseReason: 'user', members: [] })
  world.runFor(2)
  const kept = have(got)
  world.runFor(60)
  expect(have(got)).toBe(kept)
  world.crash(getter)
  world.restart(getter)
  world.runFor(60)
  expect(got.snapshot).toMatchObject({ pauseReason: 'user', chunks: { have: kept } })
  got.resume()
  world.runUntil(() => got.done && sent.done, { maxSeconds: 60 })
  expect(got.work.kept).toBe(77 * CHUNK)
})

test('a sender that pauses is waited for', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 2 * MB }).send({ bytes: 20 * MB })
  const got = world.peer({ name: 'getter' }).get(sent)
  world.runUntil(() => have(got) > 20, { maxSeconds: 60 })
  sent.pause()
  world.runFor(30)
  expect(got.snapshot).toMatchObject({ phase: 'connecting', pauseReason: 'no-peers' })
  sent.resume()
  world.runUntil(() => got.done && sent.done, { maxSeconds: 120 })
})

test('a network that goes away is told of, and the transfer goes on by itself when it is back', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', nat: false, up: 2 * MB }).send({ bytes: 20 * MB })
  const getter = world.peer({ name: 'getter' })
  const got = getter.get(sent)
  world.runUntil(() => have(got) > 20, { maxSeconds: 60 })
  getter.setOnline(false)
  world.runFor(60)
  expect(got.snapshot).toMatchObject({ pauseReason: 'offline' })
  getter.setOnline(true)
  expect(world.runUntil(() => got.done, { maxSeconds: 60 })).toBeLessThan(20)
})

test('both behind NAT, no punching: the payload passes the relay, and two messages on Waku suffice', () => {
  const world = createTestWorld({ punchShare: 0 })
  const sender = world.peer({ name: 'sender' })
  const sent = sender.send({ bytes: 5 * MB, hints: false })
  const getter = world.peer({ name: 'getter' })
  const got = getter.get(sent)
  world.runUntil(() => got.done && sent.done, { maxSeconds: 60 })
  expect(got.snapshot!.members.concat(sent.snapshot!.members).every(({ path }) => path === 'relayed')).toBe(true)
  expect(got.snapshot!.signalsSent + sent.snapshot!.signalsSent).toBeLessThanOrEqual(4)
})

test('both behind NAT: the transfer moves to the direct path while it runs, and loses nothing', () => {
  const world = createTestWorld()
  const sent = world.peer({ name: 'sender', up: 2 * MB }).send({ bytes: 20 * MB, hints: false })
  const got = world.peer({ name: 'getter' }).get(sent)
  world.runUntil(() => have(got) > 40, { maxSeconds: 60 })
  expect(got.snapshot!.members).toMatchObject([{ path: 'direct' }])
  expect(world.relays[0]!.passedBytes).toBeLessThan(8 * MB)
  world.runUntil(() => got.done && sent.done, { maxSeconds: 60 })
  expect(got.snapshot!.traffic.twice).toBeLessThan(CHUNK)
})

test('more transfers than may be active wait their turn and all finish', () => {
  const world = createTestWorld()
  const sender = world.peer({ name: 'sender', nat: false, up: 5 * MB })
  const sent = [1, 2, 3, 4].map(() => sender.send({ bytes: 5 * MB }))
  const getter = world.peer({ name: 'getter', peer: { maxActive: 2 } })
  const got = sent.map((each) => getter.get(each))
  const phases = (): (string | undefined)[] => got.map(({ snapshot }) => snapshot?.phase).sort()
  world.runUntil(() => phases().filter((phase) => phase === 'transferring').length === 2, { maxSeconds: 30 })
  world.runFor(0.5)
  expect(phases()).toEqual(['queued', 'queued', 'transferring', 'transferring'])
  world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 60 })
})
