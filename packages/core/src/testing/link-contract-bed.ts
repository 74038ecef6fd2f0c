/** A network of real libp2p nodes on this machine: what the contract of links, and tests of bad peers, run on. */
import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import type { Libp2p, PrivateKey } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { createLibp2pLink, type Libp2pLink, type Libp2pLinkOptions } from '../adapters/libp2p/index.ts'
import type { LinkHarness, LinkRelay } from './link.contract.ts'

const WAIT_MS = 15_000
const LOOPBACK = '/ip4/127.0.0.1/tcp/0'

export interface BedRelay extends LinkRelay {
  /** The node that runs now. */
  node (): Libp2p
}

export interface LinkBed extends LinkHarness {
  relay (limitBytes?: number): Promise<BedRelay>
  openLink (options: Omit<Libp2pLinkOptions, 'transports'>): Promise<Libp2pLink>
}

export function openLinkBed (): LinkBed {
  const closers: (() => Promise<void>)[] = []

  async function openLink (options: Omit<Libp2pLinkOptions, 'transports'>): Promise<Libp2pLink> {
    const link = await createLibp2pLink({ ...options, transports: [tcp()] })
    closers.push(() => link.close())
    return link
  }

  return {
    openLink,
    open: (privacy, listener, listens) => openLink({ privacy, listener, listen: listens ? [LOOPBACK] : [] }),
    async relay (limitBytes) {
      const key = await generateKeyPair('Ed25519')
      let node = await startRelay(key, `${LOOPBACK}/ws`, limitBytes)
      const address = node.getMultiaddrs()[0]!.toString()
      const relay: BedRelay = {
        address,
        node: () => node,
        stop: async () => { await node.stop() },
        restart: async () => { node = await startRelay(key, address.slice(0, address.indexOf('/p2p/')), limitBytes) },
      }
      closers.push(relay.stop)
      return relay
    },
    async until (condition, what) {
      const deadline = performance.now() + WAIT_MS
      while (!condition()) {
        if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    },
    within: (ms) => AbortSignal.timeout(ms),
    now: () => performance.now(),
    close: async () => { await Promise.all(closers.splice(0).map((close) => close())) },
  }
}

async function startRelay (privateKey: PrivateKey, listen: string, limitBytes: number | undefined): Promise<Libp2p> {
  return await createLibp2p({
    privateKey,
    addresses: { listen: [listen] },
    transports: [tcp(), webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: 1_000 },
    services: {
      identify: identify(),
      ping: ping(),
      relay: circuitRelayServer({
        reservations: limitBytes === undefined
          ? { applyDefaultLimit: false }
          : { defaultDataLimit: BigInt(limitBytes) },
      }),
    },
  })
}
