/** Peers that mean a keeper no good: nonsense on every protocol, deposits of far too much, as fast as it lets them. */
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { encodeDepositRequest } from '@passel/core/pure'
import { createLibp2p } from 'libp2p'
import { serve } from './serve.ts'

export interface CrowdOptions { readonly address: string, readonly peers: number }

const NONSENSE = new Uint8Array(16_384).fill(255)
const TIMEOUT_MS = 5_000
/** Milliseconds between two doings of one peer: a hundred of them do a thousand things a second. */
const PAUSE_MS = 100

const TOO_MUCH = encodeDepositRequest({
  payload: {
    swarmKey: new Uint8Array(32), author: new Uint8Array(32), privacy: 'direct', kind: 'file', hints: [], relays: [],
  },
  columns: [0],
  bytes: Number.MAX_SAFE_INTEGER,
})
const QUESTION = Uint8Array.from([TOO_MUCH.length & 127 | 128, TOO_MUCH.length >> 7, ...TOO_MUCH])

const DOINGS = [
  { protocol: '/passel/swarm/1', bytes: NONSENSE },
  { protocol: '/passel/keep/1', bytes: NONSENSE },
  { protocol: '/passel/keep/1', bytes: QUESTION },
  { protocol: '/passel/keep/1', bytes: QUESTION.slice(0, 9) }, // and never the rest
]

async function misbehave(address: string): Promise<void> {
  const node = await createLibp2p({ transports: [tcp()], connectionEncrypters: [noise()], streamMuxers: [yamux()] })
  for (let turn = 0; ; turn += 1) {
    const { protocol, bytes } = DOINGS[turn % DOINGS.length] ?? { protocol: '', bytes: NONSENSE }
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const connection = await node.dial(multiaddr(address), { signal })
      const stream = await connection.newStream([protocol], { signal })
      stream.send(bytes)
    } catch {
      // It was shown the door, which is what this is about.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

serve<CrowdOptions, null>(async ({ address, peers }) => {
  for (let i = 0; i < peers; i += 1) void misbehave(address)
  return await Promise.resolve({ ready: null })
})
