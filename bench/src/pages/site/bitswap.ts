/** Helia's bitswap over WebRTC, blocks in IndexedDB, as its documentation has it in a page. */
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webRTC } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { IDBBlockstore } from 'blockstore-idb'
import { createHeliaLight } from 'helia'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { CHUNK_BYTES } from '../../sizes.ts'
import { expectPlain } from './plain-bytes.ts'
import { preparedFile } from './prepared.ts'

/** A local WebRTC dial of libp2p hangs now and then; dialled again at once it comes up. */
const DIAL_TRIES = 6
const DIAL_TIMEOUT_MS = 5_000
const LOOK_MS = 20

type Node = Awaited<ReturnType<typeof createBitswapNode>>
let node: Node | undefined

async function createBitswapNode(relay: string) {
  const blockstore = new IDBBlockstore('bench-blocks')
  await blockstore.open()
  const withNetwork = withLibp2pLight(createHeliaLight({ blockstore }), {
    addresses: { listen: [`${relay}/p2p-circuit`, '/webrtc'] },
    transports: [circuitRelayTransport(), webSockets(), webRTC({ rtcConfiguration: { iceServers: [] } })],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    // Pages refuse private addresses and plain WebSockets otherwise.
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify() },
  })
  const helia = withBitswap(withNetwork)
  await helia.start()
  return { helia, blockstore }
}

function opened(): Node {
  if (node === undefined) throw new Error('the page has no bitswap yet')
  return node
}

/** Starts the node and waits until it can be reached; its address. */
export async function openBitswap(relay: string): Promise<string> {
  node = await createBitswapNode(relay)
  const { libp2p } = node.helia
  for (;;) {
    const address = libp2p.getMultiaddrs().map(String).find((text) => text.includes('/webrtc'))
    if (address !== undefined) return address
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

/** Puts what was prepared into the blockstore, block by block; their CIDs. */
export async function storeBlocks(): Promise<string[]> {
  const { blockstore } = opened()
  const file = preparedFile()
  const cids: string[] = []
  for (let at = 0; at < file.size; at += CHUNK_BYTES) {
    const block = new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer())
    const cid = CID.createV1(raw.code, await sha256.digest(block))
    await blockstore.put(cid, block)
    cids.push(cid.toString())
  }
  return cids
}

/** Connects by WebRTC and keeps no other way to that peer, so that no block goes over the relay. */
export async function dialBitswap(address: string): Promise<void> {
  const { libp2p } = opened().helia
  for (let left = DIAL_TRIES; ; left -= 1) {
    try {
      const { remotePeer } = await libp2p.dial(multiaddr(address), { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) })
      const relayed = libp2p.getConnections(remotePeer).filter((connection) => !connection.direct)
      await Promise.all(relayed.map((connection) => connection.close()))
      return
    } catch (error) {
      if (left === 1) throw error
    }
  }
}

/** Fetches blocks, so many at a time, into the blockstore; seconds from the first to the last. */
export async function fetchBlocks(cids: readonly string[], parallel: number): Promise<number> {
  const { helia } = opened()
  const wanted = cids.map((cid) => CID.parse(cid))
  let firstAt = 0
  const fetchUntilNoneIsLeft = async (): Promise<void> => {
    for (let cid = wanted.shift(); cid !== undefined; cid = wanted.shift()) {
      for await (const part of helia.blockstore.get(cid)) void part
      if (firstAt === 0) firstAt = performance.now()
    }
  }
  await Promise.all(Array.from({ length: parallel }, fetchUntilNoneIsLeft))
  return (performance.now() - firstAt) / 1000
}

/** Throws when the stored blocks are not what was prepared. */
export async function verifyBlocks(cids: readonly string[], bytes: number): Promise<void> {
  const { blockstore } = opened()
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (const cid of cids) {
    for await (const part of blockstore.get(CID.parse(cid))) parts.push(part as Uint8Array<ArrayBuffer>)
  }
  await expectPlain(new Blob(parts), bytes)
}
