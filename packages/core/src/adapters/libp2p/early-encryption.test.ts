import type { Libp2p } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { ping, type Ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2pOptions } from 'libp2p'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { earlyEncryption } from './early-encryption.ts'

type Node = Libp2p<{ ping: Ping }>
type Encryption = NonNullable<Libp2pOptions['connectionEncrypters']>[number]

let nodes: Node[]

beforeEach(() => { nodes = [] })
afterEach(async () => { await Promise.all(nodes.map((each) => each.stop())) })

const wait = async (): Promise<never> => await new Promise<never>(() => undefined)
/** Speaks something else, and would wait for ever. */
const other: Encryption = () => ({ protocol: '/other', secureInbound: wait, secureOutbound: wait })

async function node (early: boolean, encryption: Encryption = noise()): Promise<Node> {
  const made = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'] },
    transports: [tcp(), webSockets()],
    connectionEncrypters: [encryption],
    ...(early && { connectionProtector: earlyEncryption('/noise') }),
    streamMuxers: [yamux()],
    services: { ping: ping() },
  })
  nodes.push(made)
  return made
}

describe.each([['TCP', 0], ['WebSockets', 1]] as const)('over %s', (_name, way) => {
  test.each([[true, true], [true, false], [false, true]])(
    'a dialler (early: %s) and a listener (early: %s) understand each other', async (dials, listens) => {
      const [here, there] = [await node(dials), await node(listens)]
      const connection = await here.dial(there.getMultiaddrs()[way]!)
      expect(connection.encryption).toBe('/noise')
      expect(connection.remotePeer.equals(there.peerId)).toBe(true)
      expect(await here.services.ping.ping(there.peerId)).toBeGreaterThanOrEqual(0)
    }
  )

  test('who speaks another encryption is hung up', async () => {
    const [here, there] = [await node(true), await node(false, other)]
    await expect(here.dial(there.getMultiaddrs()[way]!, { signal: AbortSignal.timeout(4_000) }))
      .rejects.toThrow(/another encryption|EncryptionFailed|closed|aborted|reset/i)
    expect(here.getConnections()).toEqual([])
  })
})
