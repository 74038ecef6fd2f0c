import { noise } from '@libp2p/noise'
import type { Libp2p, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { Uint8ArrayList } from 'uint8arraylist'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chunkNo, swarmNo } from '../../ids.ts'
import {
  CHUNK_BYTES, DRAIN_TIMEOUT_MS, MAX_HEADER_BYTES, MAX_TAIL_BYTES, MAX_UNPROVEN_CHANNELS, REFUSAL_MS,
  UNPROVEN_TIMEOUT_MS,
} from '../../limits.ts'
import { concat } from '../../pure/bytes.ts'
import { decodeFrames, encodeFrame } from '../../pure/frame-codec.ts'
import type { WireFrame } from '../../pure/frame.ts'
import { hourOf, proof, swarmName } from '../../pure/join-proof.ts'
import { writeVarint } from '../../pure/varint.ts'
import { createRingableSystem, type RingableSystem } from '../../testing/link-contract-alarms.ts'
import { openLinkBed, type LinkBed } from '../../testing/link-contract-bed.ts'
import { connect, join, keysOf, openMember, type Member } from '../../testing/link-contract-member.ts'
import type { Libp2pLink } from './index.ts'

const KEYS = keysOf(3)
const NONCE = new Uint8Array(32).fill(5)
const PING: WireFrame = { type: 'ping', token: 1 }

/** A node that speaks the protocol and keeps none of its rules. */
interface BadPeer {
  readonly id: Uint8Array
  readonly stream: Stream
  readonly frames: { readonly channel: number, readonly frame: WireFrame }[]
  send (channel: number, frame: WireFrame, tail?: Uint8Array): void
  raw (bytes: Uint8Array): void
  /** The first frame of a kind on a channel, when it came. */
  answer<T extends WireFrame['type']> (channel: number, type: T): Promise<WireFrame & { type: T }>
  isCut (): boolean
}

describe('a bad peer', () => {
  let bed: LinkBed
  let victim: Member
  let friend: Member
  let stranger: Libp2p
  let system: RingableSystem

  /** The victim, and a friend whose link must not notice anything. */
  beforeEach(async () => {
    bed = openLinkBed()
    system = createRingableSystem()
    const listen = ['/ip4/127.0.0.1/tcp/0']
    victim = await openMember({
      ...bed,
      open: (privacy, listener) => bed.openLink({ privacy, listener, listen, system }),
    })
    friend = await openMember(bed)
    victim.link.admit(KEYS)
    friend.link.admit(keysOf(8))
    const { here, there } = await connect(bed, friend, victim, 'direct')
    await join(bed, { a: friend, b: victim }, { a: here, b: there }, swarmNo(8))
    stranger = await createLibp2p({ transports: [tcp()], connectionEncrypters: [noise()], streamMuxers: [yamux()] })
  })

  afterEach(async () => {
    friend.link.sendFrame(friend.told('joined')[0]![1], PING)
    const chan = victim.told('joined')[0]![1]
    await bed.until(() => victim.told('frame').some(([on]) => on === chan), 'a frame from the friend')
    if (friend.told('connDown').length > 0) throw new Error('the friend lost its connection')
    await stranger.stop()
    await bed.close()
  })

  const violations = (): Record<string, number> => Object.fromEntries((victim.link as Libp2pLink).violations)
  const victimId = (): Uint8Array => stranger.getConnections()[0]!.remotePeer.toMultihash().bytes
  const name = (): Uint8Array => swarmName(KEYS.swarmId, victimId(), hourOf(Date.now()))

  async function dial (): Promise<BadPeer> {
    const connection = await stranger.dial(multiaddr(victim.link.addresses()[0]!))
    const stream = await connection.newStream(['/passel/swarm/1'])
    const got: Uint8Array[] = []
    let cut = false
    stream.addEventListener('message', ({ data }) => { got.push(data.subarray().slice()) })
    for (const event of ['close', 'remoteCloseWrite'] as const) stream.addEventListener(event, () => { cut = true })
    const frames = (): BadPeer['frames'] => decodeFrames(concat(...got))
    return {
      id: stranger.peerId.toMultihash().bytes,
      stream,
      get frames () { return frames() },
      send: (channel, frame, tail) => { stream.send(new Uint8ArrayList(...encodeFrame(channel, frame, tail))) },
      raw: (bytes) => { stream.send(bytes) },
      async answer (channel, type) {
        const find = (): WireFrame | undefined =>
          frames().find((each) => each.channel === channel && each.frame.type === type)?.frame
        await bed.until(() => find() !== undefined, `${type} on ${channel}`)
        return find() as never
      },
      isCut: () => cut,
    }
  }

  /** What opens a channel; a member's when name and key are not changed. */
  function opening (peer: BadPeer, named = name(), key = KEYS.linkKey): WireFrame {
    return { type: 'open', name: named, nonce: NONCE, mac: proof(key, 'dial', named, NONCE, peer.id, victimId()) }
  }

  async function member (channel = 1): Promise<BadPeer> {
    const peer = await dial()
    peer.send(channel, opening(peer))
    await peer.answer(channel, 'proof')
    return peer
  }

  /** Only the friend's channel was ever joined, and the one who tried was refused no sooner than it should be. */
  async function isRefused (peer: BadPeer, channel: number, since: number): Promise<void> {
    expect(await peer.answer(channel, 'close')).toMatchObject({ reason: 'refused' })
    expect(performance.now() - since).toBeGreaterThanOrEqual(REFUSAL_MS)
    expect(victim.told('joined')).toHaveLength(1)
    expect(peer.isCut()).toBe(false)
  }

  /** Waits until the peer is cut off; for what. */
  async function cutFor (peer: BadPeer): Promise<string[]> {
    await bed.until(() => peer.isCut() && victim.told('connDown').length === 1, 'the cut')
    return Object.keys(violations())
  }

  test('is let in when it is none', async () => {
    const peer = await member()
    expect(victim.told('joined').at(-1)?.slice(2)).toEqual([KEYS.swarm, 'them'])
    peer.send(1, PING)
    await bed.until(() => victim.told('frame').length === 1, 'its frame')
  })

  test('may send frames right behind its proof when that is good', async () => {
    const peer = await dial()
    peer.raw(concat(...encodeFrame(1, opening(peer)), ...encodeFrame(1, PING)))
    await bed.until(() => victim.told('frame').length === 1, 'its frame')
    expect(victim.told('frame')[0]?.[1]).toEqual(PING)
  })

  test('that proves with a wrong key is refused after a while, and not heard meanwhile', async () => {
    const peer = await dial()
    const since = performance.now()
    peer.send(1, opening(peer, name(), new Uint8Array(32)))
    peer.send(1, PING)
    peer.send(1, { type: 'data', chunk: chunkNo(0), offset: 0 }, new Uint8Array(1000))
    const proven = opening(peer) as WireFrame & { type: 'open' }
    peer.send(1, { type: 'proof', mac: proven.mac }) // too late
    await isRefused(peer, 1, since)
    expect(victim.told('frame')).toEqual([])
    expect(violations()).toEqual({ 'bad-proof': 1 })
  })

  test('that names no swarm of ours goes through the same steps and is refused the same way', async () => {
    const peer = await dial()
    const since = performance.now()
    peer.send(1, opening(peer, new Uint8Array(32).fill(1)))
    await isRefused(peer, 1, since)
    expect(violations()).toEqual({})
  })

  test('that reflects what the victim proves gets nowhere', async () => {
    const peer = await dial()
    // The victim joins on the connection; the bad peer, who has no key, shows it the very proof it made.
    victim.link.join(victim.told('connUp').at(-1)![0], KEYS.swarm)
    peer.send(2, { type: 'proof', mac: (await peer.answer(2, 'open')).mac })
    await bed.until(() => victim.told('joinRefused').length === 1, 'the refusal')
    expect(victim.told('joined')).toHaveLength(1)
    expect(violations()).toEqual({ 'bad-proof': 1 })
  })

  test('that shows the opening of a member to somebody else, or what the victim answered, is refused', async () => {
    const peer = await dial()
    const named = name()
    const other = peer.id.map((byte, i) => i === 9 ? byte ^ 1 : byte)
    const mac = proof(KEYS.linkKey, 'dial', named, NONCE, other, victimId())
    const since = performance.now()
    peer.send(1, { type: 'open', name: named, nonce: NONCE, mac })
    await isRefused(peer, 1, since)
    const answer = proof(KEYS.linkKey, 'listen', named, NONCE, peer.id, victimId())
    peer.send(3, { type: 'open', name: named, nonce: NONCE, mac: answer })
    expect(await peer.answer(3, 'close')).toMatchObject({ reason: 'refused' })
    expect(violations()).toEqual({ 'bad-proof': 2 })
  })

  test('that uses the opening of an hour long past is refused', async () => {
    const peer = await dial()
    const since = performance.now()
    peer.send(1, opening(peer, swarmName(KEYS.swarmId, victimId(), hourOf(Date.now()) - 3)))
    await isRefused(peer, 1, since)
    expect(violations()).toEqual({})
  })

  test('may leave so many channels unproven and is cut at the next', async () => {
    const peer = await dial()
    for (let i = 0; i <= MAX_UNPROVEN_CHANNELS; i++) peer.send(1 + 2 * i, opening(peer, NONCE))
    expect(await cutFor(peer)).toEqual(['too-many-unproven'])
  })

  test('that never answers our join leaves it refused when its time is up', async () => {
    await dial()
    await bed.until(() => victim.told('connUp').length === 2, 'its connection')
    victim.link.join(victim.told('connUp').at(-1)![0], KEYS.swarm)
    system.ring(UNPROVEN_TIMEOUT_MS)
    expect(victim.told('joinRefused')).toEqual([[victim.told('connUp').at(-1)![0], KEYS.swarm]])
  })

  test.each<[string, string, (peer: BadPeer) => void]>([
    ['a header that is too long', 'frame-malformed', (peer) => peer.raw(varint(MAX_HEADER_BYTES + 1))],
    ['a header without end', 'frame-malformed', (peer) => peer.raw(new Uint8Array(10).fill(255))],
    ['bytes that are no frame', 'frame-malformed', (peer) => peer.raw(new Uint8Array(100).fill(77))],
    ['a tail that is too long', 'frame-malformed', (peer) => peer.raw(longTail(1))],
    ['a slice outside every chunk', 'frame-malformed', (peer) => {
      peer.send(1, { type: 'data', chunk: chunkNo(0), offset: CHUNK_BYTES - 10 }, new Uint8Array(11))
    }],
    ['a frame on a channel that nobody opened', 'channel-number', (peer) => peer.send(99, PING)],
    ['an end of a channel that nobody opened', 'channel-number', (peer) => {
      peer.send(99, { type: 'close', reason: 'done' })
    }],
    ['a channel numbered for the other side', 'channel-number', (peer) => {
      peer.send(2, opening(peer))
    }],
    ['a proof that nobody asked for', 'channel-number', (peer) => peer.send(5, { type: 'proof', mac: NONCE })],
  ])('that sends %s is cut', async (_what, violation, misbehave) => {
    const peer = await dial()
    misbehave(peer)
    expect(await cutFor(peer)).toEqual([violation])
  })

  test.each<[string, WireFrame, Uint8Array?]>([
    ['a control frame', PING],
    ['a slice', { type: 'data', chunk: chunkNo(0), offset: 0 }, new Uint8Array(100)],
  ])('that sends %s before its proof is cut', async (_what, frame, tail) => {
    const peer = await dial()
    await bed.until(() => victim.told('connUp').length === 2, 'its connection')
    victim.link.join(victim.told('connUp').at(-1)![0], KEYS.swarm)
    await peer.answer(2, 'open')
    peer.send(2, frame, tail)
    expect(await cutFor(peer)).toEqual(['frame-before-proof'])
  })

  test.each<[string, string, WireFrame]>([
    ['a second proof', 'frame-out-of-state', { type: 'proof', mac: NONCE }],
    ['a second opening of its channel', 'channel-number', { type: 'open', name: NONCE, nonce: NONCE, mac: NONCE }],
  ])('that is a member and sends %s is cut', async (_what, violation, frame) => {
    const peer = await member()
    peer.send(1, frame)
    expect(await cutFor(peer)).toEqual([violation])
    expect(victim.told('left')).toEqual([[victim.told('joined').at(-1)![1], 'closed']])
  })

  test('that numbers its channels downwards is cut', async () => {
    const peer = await member(7)
    peer.send(5, opening(peer))
    expect(await cutFor(peer)).toEqual(['channel-number'])
  })

  test('that sends chunks nobody asked for wastes its time and nothing else', async () => {
    const peer = await member()
    for (let i = 0; i < 20; i++) peer.send(1, { type: 'data', chunk: chunkNo(i), offset: 0 }, new Uint8Array(60_000))
    await bed.until(() => victim.told('bytesIn').length === 20, 'its slices')
    const [accepted, wasted] = [2, 3].map((at) => victim.told('bytesIn').reduce((sum, given) => sum + given[at]!, 0))
    expect({ accepted, wasted }).toEqual({ accepted: 0, wasted: 20 * 60_000 })
    expect(peer.isCut()).toBe(false)
  })

  test('that stops reading holds up no more than it was promised, and is cut in the end', async () => {
    const peer = await member()
    const chan = victim.told('joined').at(-1)![1]
    peer.stream.pause()
    const chunks = 160
    const before = process.memoryUsage().arrayBuffers
    const bytes = new Uint8Array(CHUNK_BYTES)
    for (let i = 0; i < chunks; i++) victim.link.sendChunk(chan, chunkNo(i), 0, bytes)
    await bed.until(() => system.waits(DRAIN_TIMEOUT_MS), 'the wire to be full')
    await settled(() => victim.told('chunkOut').length)
    expect(victim.told('chunkOut').length).toBeLessThan(chunks)
    // Two windows of yamux at most, ours and its own.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024)
    victim.link.sendFrame(chan, PING)
    system.aheadMs = DRAIN_TIMEOUT_MS + 1
    system.ring(DRAIN_TIMEOUT_MS)
    await bed.until(() => victim.told('connDown').length === 1, 'the end')
    expect(violations()).toMatchObject({ 'reader-stopped': 1 })
    expect(victim.told('chunkOut')).toHaveLength(chunks)
    expect(victim.told('chunkOut').at(-1)?.[3]).toBe('closed')
  })

  test('that opens a second stream on its connection has it closed, and keeps the first', async () => {
    const peer = await member()
    const second = await stranger.getConnections()[0]!.newStream(['/passel/swarm/1'], { maxOutboundStreams: 5 })
    await bed.until(() => second.status !== 'open', 'the end of the second')
    peer.send(1, PING)
    await bed.until(() => victim.told('frame').length === 1, 'a frame on the first')
    expect(violations()).toEqual({ 'second-stream': 1 })
  })

  /** Waits until a number has stopped growing. */
  async function settled (value: () => number): Promise<void> {
    let last = -1
    while (last !== value()) {
      last = value()
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
})

function varint (value: number): Uint8Array {
  const bytes = new Uint8Array(3)
  return bytes.subarray(0, writeVarint(bytes, 0, value))
}

/** A header that announces a tail beyond the bound: channel (field 1), tail (field 2), data (field 3). */
function longTail (channel: number): Uint8Array {
  const tail = varint(MAX_TAIL_BYTES + 1)
  const header = concat(new Uint8Array([8, channel, 16]), tail, new Uint8Array([26, 0]))
  return concat(varint(header.length), header)
}
