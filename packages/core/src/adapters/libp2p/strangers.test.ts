import { RELAY_V2_STOP_CODEC } from '@libp2p/circuit-relay-v2'
import { identify, type Identify } from '@libp2p/identify'
import type { Connection, Libp2p } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { IDLE_CONNECTION_MS, RELAY_PING_MS, RELAY_PING_TIMEOUT_MS } from '../../limits.ts'
import type { PrivacyClass } from '../../ids.ts'
import { createRingableSystem, type RingableSystem } from '../../testing/link-contract-alarms.ts'
import { openLinkBed, type LinkBed } from '../../testing/link-contract-bed.ts'
import { openMember, reserve, type Member } from '../../testing/link-contract-member.ts'

const LOOPBACK = '/ip4/127.0.0.1/tcp/0'
const PING = '/ipfs/ping/1.0.0'

describe('what strangers get from a link', () => {
  let bed: LinkBed
  let system: RingableSystem
  let stranger: Libp2p<{ identify: Identify }>

  beforeEach(async () => {
    bed = openLinkBed()
    system = createRingableSystem()
    stranger = await createLibp2p({
      addresses: { listen: [LOOPBACK] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify({ runOnConnectionOpen: false }) },
    })
  })

  afterEach(async () => {
    await stranger.stop()
    await bed.close()
  })

  const open = (privacy: PrivacyClass, listen: readonly string[] = []): Promise<Member> =>
    openMember({ ...bed, open: (_privacy, listener) => bed.openLink({ privacy, listener, listen, system }) })

  const address = (): string => stranger.getMultiaddrs()[0]!.toString()

  /** Makes the link dial the stranger, as if that were a relay on the way to somebody. */
  async function dialledBy (member: Member): Promise<Connection> {
    const someone = '12D3KooWGkpSJnJVvb1T3At6V7T5NuqN4jvPyi3T9GtKNRdbD1BE'
    const circuit = `${address()}/p2p-circuit/p2p/${someone}`
    const dial = member.link.dial(someone, [circuit], 'relayed', AbortSignal.timeout(4_000))
    expect(await dial.then(() => 'success', (error: unknown) => (error as { code: string }).code)).toBe('refused')
    return stranger.getConnections()[0]!
  }

  test.each<[PrivacyClass, number]>([
    ['direct', 1],
    ['relayed', 0],
  ])('of class %s: a constant agent, no address, no more protocols than it needs', async (privacy, signalling) => {
    const member = await open(privacy)
    const connection = await dialledBy(member)
    const told = await stranger.services.identify.identify(connection)
    expect(told.agentVersion).toBe('passel/1')
    expect(told.listenAddrs).toEqual([])
    expect(told.signedPeerRecord?.addresses ?? []).toEqual([])
    expect(told.protocols.filter((protocol) => protocol.includes('webrtc'))).toHaveLength(signalling)
    expect(told.protocols).toContain('/passel/swarm/1')
  })

  test('also of one that listens and has a place at a relay: no address', async () => {
    const member = await open('direct', [LOOPBACK])
    await reserve(bed, member, await bed.relay())
    const connection = await stranger.dial(multiaddr(member.link.addresses()[0]!))
    const told = await stranger.services.identify.identify(connection)
    expect([told.listenAddrs, told.signedPeerRecord?.addresses ?? []]).toEqual([[], []])
  })

  test('refuses to be told that it listens on direct addresses when it is relayed', async () => {
    const link = bed.openLink({ privacy: 'relayed', listener: {} as never, listen: [LOOPBACK] })
    await expect(link).rejects.toMatchObject({ code: 'bad-option' })
  })

  test('a relay that was not chosen cannot make itself one', async () => {
    const member = await open('relayed')
    const connection = await dialledBy(member)
    const asked: string[] = []
    await stranger.handle('/libp2p/circuit/relay/0.2.0/hop', (stream) => {
      asked.push('a reservation')
      stream.abort(new Error('enough seen'))
    })
    const stop = await connection.newStream([RELAY_V2_STOP_CODEC])
    await bed.until(() => stop.status !== 'open', 'the end of its circuit')
    expect(asked).toEqual([])
    expect(member.link.addresses()).toEqual([])
    expect(member.heard).toEqual([])
  })

  test('a relay cannot use the connection made to it as if it had dialled', async () => {
    const member = await open('direct')
    const connection = await dialledBy(member)
    const stream = await connection.newStream(['/passel/swarm/1'])
    await bed.until(() => stream.status !== 'open', 'the end of its stream')
    expect(member.told('connUp')).toEqual([])
  })

  test('is hung up on when it says nothing, and so is a relay that nobody uses any more', async () => {
    const member = await open('direct', [LOOPBACK])
    const [used, unused] = [await bed.relay(), await bed.relay()]
    await reserve(bed, member, used)
    await reserve(bed, member, unused)
    await stranger.dial(multiaddr(member.link.addresses()[0]!))
    const isGone = (): boolean => {
      system.ring(IDLE_CONNECTION_MS, 'all')
      return stranger.getConnections().length === 0
    }
    await bed.until(isGone, 'the end of the silent connection')
    expect(member.told('relay').map(([, state]) => state)).toEqual(['reserved', 'reserved'])

    member.link.unreserve(unused.address)
    system.ring(IDLE_CONNECTION_MS, 'all')
    await bed.until(() => unused.node().getConnections().length === 0, 'the end of the unused relay')
    expect(used.node().getConnections()).toHaveLength(1)
    expect(member.link.addresses()).toHaveLength(2) // its own, and one circuit
  })

  test('a relay that falls silent is lost after two pings, not after one', async () => {
    const member = await open('direct')
    const relay = await bed.relay()
    await reserve(bed, member, relay)
    let pings = 0
    await relay.node().unhandle(PING)
    await relay.node().handle(PING, () => { pings++ }) // and never a word
    for (const heard of [1, 2]) {
      system.ring(RELAY_PING_MS)
      await bed.until(() => pings === heard, 'the ping')
      expect(member.told('relay')).toHaveLength(1)
      system.ring(RELAY_PING_TIMEOUT_MS)
      await bed.until(() => heard === 1 || member.told('relay').length === 2, 'the loss')
    }
    expect(member.told('relay').at(-1)?.slice(0, 2)).toEqual([relay.address, 'lost'])
  })
})
