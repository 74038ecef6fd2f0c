/**
 * Counts what is published on a local Waku network by relaying with its service nodes, as one more of them.
 * The count owes nothing to the product's own books.
 */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { gossipsub, type GossipSub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { serve } from './serve.ts'

export interface WakuObserverOptions {
  readonly nodes: readonly string[]
  readonly cluster: number
  readonly shards: number
}

export interface WakuCount {
  readonly messages: number
  readonly bytes: number
}

const RELAY_PROTOCOL = '/vac/waku/relay/2.0.0'
const LOOK_MS = 50

serve<WakuObserverOptions, null, void, WakuCount>(async ({ nodes, cluster, shards }) => {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: {
      identify: identify(),
      relay: (components) => {
        const relay = gossipsub({
          globalSignaturePolicy: 'StrictNoSign',
          msgIdFn: ({ data }) => createHash('sha256').update(data).digest(),
        })(components)
        relay.protocols = [RELAY_PROTOCOL]
        return relay
      },
    },
  })
  const relay = node.services.relay as GossipSub
  const topics = Array.from({ length: shards }, (_, shard) => `/waku/2/rs/${cluster}/${shard}`)
  let messages = 0
  let bytes = 0
  relay.addEventListener('message', ({ detail }) => {
    messages += 1
    bytes += detail.data.byteLength
  })
  // Before it is in a topic's mesh a node hears of messages only now and then.
  const outside = new Set(topics)
  relay.addEventListener('gossipsub:graft', ({ detail }) => outside.delete(detail.topic))
  for (const topic of topics) relay.subscribe(topic)
  for (const address of nodes) await node.dial(multiaddr(address))
  while (outside.size > 0) await pause(LOOK_MS)
  return { ready: null, answer: async () => ({ messages, bytes }) }
})
