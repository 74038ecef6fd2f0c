import { expect, test } from 'vitest'
import { createScriptedPeer } from './scripted-peer.ts'
import { createWorld, type World, type WorldOptions, type WorldPeerOptions } from './world.ts'

const MB = 1_000_000

function scripted (options: Partial<WorldOptions> = {}): World {
  return createWorld({ seed: 1, createPeer: createScriptedPeer, ...options })
}

/** A sender with a public address and a getter behind NAT. */
function pair (world: World, sender: WorldPeerOptions = {}, getter: WorldPeerOptions = {}): ReturnType<typeof start> {
  return start(world, { name: 'sender', nat: false, ...sender }, { name: 'getter', ...getter })
}

function start (world: World, sender: WorldPeerOptions, getter: WorldPeerOptions) {
  const a = world.peer(sender)
  const b = world.peer(getter)
  world.runFor(1)
  const sent = a.send({ bytes: 10 * MB })
  world.runFor(1)
  return { a, b, sent, got: b.get(sent) }
}

test('a payload reaches a peer, no faster than the slower of uplink and downlink', () => {
  const world = scripted()
  const { got } = pair(world, { up: 2 * MB }, { down: 5 * MB })
  const seconds = world.runUntil(() => got.done, { maxSeconds: 60 })
  expect(seconds).toBeGreaterThan(5)
  expect(seconds).toBeLessThan(9)
})

test('two getters share an uplink evenly', () => {
  const world = scripted()
  const { sent, got } = pair(world, { up: 2 * MB })
  const other = world.peer({ name: 'other' }).get(sent)
  world.runUntil(() => got.done, { maxSeconds: 60 })
  expect(other.snapshot!.chunks.have / other.snapshot!.chunks.known).toBeGreaterThan(0.85)
})

test('a peer behind NAT is reached through a relay where it has a reservation, and not without', () => {
  const world = scripted()
  const { a, got } = start(world, { name: 'sender' }, { name: 'getter' })
  world.runUntil(() => got.done, { maxSeconds: 60 })
  expect(world.relays[0]!.passedBytes).toBeGreaterThan(10 * MB)
  expect(a.addresses('direct')).toEqual(['/dns4/relay-1.test/tcp/443/wss/p2p/relay-1/p2p-circuit/p2p/sender-direct'])

  const alone = scripted({ relays: [] })
  const lost = start(alone, { name: 'sender' }, { name: 'getter' })
  expect(() => alone.runUntil(() => lost.got.done, { maxSeconds: 60 })).toThrow('not within 60 s')
})

test('a relay with a limit cuts each connection there, and redialling gets the payload through', () => {
  const world = scripted({ relays: [{ limitBytes: 600 * 1024 }] })
  const { got } = start(world, { name: 'sender' }, { name: 'getter' })
  const seconds = world.runUntil(() => got.done, { maxSeconds: 120 })
  expect(seconds).toBeGreaterThan(15)
})

test('when a relay dies reservations and relayed connections are gone, and it forgets them', () => {
  const world = scripted()
  const { a, b, got } = start(world, { name: 'sender' }, { name: 'getter' })
  world.runUntil(() => (got.snapshot?.chunks.have ?? 0) > 3, { maxSeconds: 60 })
  world.relays[0]!.die()
  world.runFor(0.5)
  expect(b.link.connections.size).toBe(0)
  expect(a.addresses('direct')).toEqual([])
  world.relays[0]!.revive()
  expect(world.relays[0]!.reservations.size).toBe(0)
})

test('a getter killed half-way goes on from what it kept', () => {
  const world = scripted()
  const { b, got } = pair(world)
  world.runUntil(() => (got.snapshot?.chunks.have ?? 0) > 20, { maxSeconds: 60 })
  world.crash(b)
  world.runFor(5)
  expect(got.snapshot).toBeUndefined()
  world.restart(b)
  expect(got.snapshot!.chunks.have).toBeGreaterThan(20)
  world.runUntil(() => got.done, { maxSeconds: 60 })
  expect(got.work.kept).toBe(39 * 256 * 1024)
})

test('a power cut takes what was kept since the last checkpoint', () => {
  const world = scripted()
  const { b, got } = pair(world)
  world.runUntil(() => (got.snapshot?.chunks.have ?? 0) === 36, { maxSeconds: 60 })
  b.crash(true)
  world.restart(b)
  expect(got.snapshot!.chunks.have).toBe(32)
})

test('a cut is heard of at both ends, a hush at none', () => {
  const world = scripted()
  const { a, b, got } = pair(world)
  world.runUntil(() => (got.snapshot?.chunks.have ?? 0) > 3, { maxSeconds: 60 })
  world.hush(a, b)
  world.runFor(30)
  expect([a.link.connections.size, b.link.connections.size]).toEqual([1, 1])
  const before = got.snapshot!.chunks.have
  world.runFor(30)
  expect(got.snapshot!.chunks.have).toBe(before)

  const second = scripted()
  const cutOff = pair(second)
  second.runUntil(() => (cutOff.got.snapshot?.chunks.have ?? 0) > 3, { maxSeconds: 60 })
  second.cut(cutOff.a, cutOff.b)
  second.runFor(0.1)
  expect([cutOff.a.link.connections.size, cutOff.b.link.connections.size]).toEqual([0, 0])
})

test('a liar gives chunks that no store keeps', () => {
  const world = scripted()
  const { got } = pair(world, { corrupt: true })
  world.runFor(5)
  expect(got.snapshot!.chunks.have).toBe(0)
  expect(got.work.kept).toBe(0)
})

test('the same seed gives the same trace', () => {
  const run = (seed: number): string => {
    const world = scripted({ seed, relays: [{ limitBytes: 3 * MB }] })
    const { got } = start(world, { name: 'sender' }, { name: 'getter' })
    world.runUntil(() => got.done, { maxSeconds: 60 })
    return world.trace.hash
  }
  expect(run(5)).toBe(run(5))
})
