import type { Connection, Libp2p } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { utf8 } from '../../pure/bytes.ts'
import { SWARM_PROTOCOL } from './dial.ts'
import { openEarlyStream } from './early-stream.ts'
import { streamWire, type StreamWire } from './stream-wire.ts'

const LOOPBACK = '/ip4/127.0.0.1/tcp/0'

let nodes: Libp2p[]
let connection: Connection

async function node (): Promise<Libp2p> {
  const made = await createLibp2p({
    addresses: { listen: [LOOPBACK] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
  })
  nodes.push(made)
  return made
}

beforeEach(async () => {
  nodes = []
  const [here, there] = [await node(), await node()]
  connection = await here.dial(there.getMultiaddrs())
})

afterEach(async () => { await Promise.all(nodes.map((each) => each.stop())) })

/** What comes in on an early stream, in order, until something ends it. */
async function open (): Promise<{ wire: StreamWire, heard: string[], until: (what: string) => Promise<void> }> {
  const early = await openEarlyStream(connection, SWARM_PROTOCOL, AbortSignal.timeout(5_000))
  const heard: string[] = []
  let look = (): void => undefined
  const wire = streamWire(early!.stream, connection, {
    answer: early!.answer, mayClose: () => true, closing: () => undefined,
  })
  wire.listen({
    data: (bytes) => {
      heard.push(new TextDecoder().decode(bytes))
      look()
    },
    drained: () => undefined,
    ended: () => {
      heard.push('ended')
      look()
    },
  })
  return {
    wire,
    heard,
    until: async (what) => await new Promise((resolve) => {
      look = () => { if (heard.join('').includes(what)) resolve() }
      look()
    }),
  }
}

test('what is sent behind the question is heard by who speaks the protocol, and its answer is not', async () => {
  const there = nodes[1]!
  let asked = ''
  await there.handle(SWARM_PROTOCOL, (stream) => {
    stream.addEventListener('message', ({ data }) => {
      asked += new TextDecoder().decode(data.subarray())
      if (asked === 'question') stream.send(utf8('answer'))
    })
  })
  const { wire, heard, until } = await open()
  wire.send([utf8('question')])
  await until('answer')
  expect(heard.join('')).toBe('answer')
  expect(connection.streams.at(-1)?.protocol).toBe(SWARM_PROTOCOL)
})

test('who does not speak the protocol is hung up, unheard', async () => {
  const { heard, until } = await open()
  await until('ended')
  expect(new Set(heard)).toEqual(new Set(['ended']))
})

test('a connection that is closed gives no stream', async () => {
  await connection.close()
  expect(await openEarlyStream(connection, SWARM_PROTOCOL, AbortSignal.timeout(5_000))).toBeUndefined()
})
