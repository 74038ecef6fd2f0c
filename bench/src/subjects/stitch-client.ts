/**
 * Fetches zeroes through a relay that cuts every connection at its limit: counts, dials again at once, goes on.
 * What this reaches is what redialling allows.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { TransferTimes } from '../transfer.ts'
import { createRelayedNode } from './libp2p-node.ts'
import { ZEROES_PROTOCOL } from './raw-protocols.ts'
import type { RawStreamRequest } from './raw-stream-client.ts'
import { serve } from './serve.ts'

/** Dials that may pass without a byte before the relay is taken for dead. */
const MAX_EMPTY_DIALS = 20

/**
 * Bytes asked for at a time. The relay throws away the read that crosses its limit, and everything it would have
 * carried: asked for at once, 256 KiB arrive as nothing.
 */
const PIECE_BYTES = 16 * 1024

/** Takes what one relayed connection gives; a cut may look like a clean end, so only the count tells. */
async function fetchUntilCut(connection: Connection, bytes: number): Promise<number> {
  const stream = await connection.newStream(ZEROES_PROTOCOL, { runOnLimitedConnection: true })
  let received = 0
  let asked = 0
  const ask = (): void => {
    const piece = Math.min(PIECE_BYTES, bytes - asked)
    asked += piece
    stream.send(new TextEncoder().encode(String(piece)))
  }
  const over = new Promise<void>((resolve) => {
    stream.addEventListener('message', ({ data }) => {
      received += data.byteLength
      if (received >= bytes) resolve()
      else if (received === asked) ask()
    })
    for (const event of ['close', 'remoteCloseWrite'] as const) stream.addEventListener(event, () => resolve())
  })
  ask()
  await over
  return received
}

async function dialAndFetch(node: Libp2p, address: string, bytes: number): Promise<number> {
  let connection: Connection | undefined
  try {
    connection = await node.dial(multiaddr(address), { force: true })
    return await fetchUntilCut(connection, bytes)
  } catch {
    // A dial or a negotiation that met the cut: no bytes, and the caller counts how often.
    return 0
  } finally {
    connection?.abort(new Error('this connection is used up'))
  }
}

serve<object, null, RawStreamRequest, TransferTimes & { readonly dials: number }>(async () => {
  const node = await createRelayedNode([])
  const answer = async ({ address, bytes }: RawStreamRequest) => {
    const askedAt = performance.now()
    let firstByteMs = 0
    let received = 0
    let dials = 0
    for (let empty = 0; received < bytes; ) {
      const got = await dialAndFetch(node, address, bytes - received)
      dials += 1
      empty = got === 0 ? empty + 1 : 0
      if (empty > MAX_EMPTY_DIALS) throw new Error(`${empty} dials in a row gave nothing`)
      if (received === 0) firstByteMs = performance.now() - askedAt
      received += got
    }
    return { bytes, seconds: (performance.now() - askedAt) / 1000, firstByteMs, dials }
  }
  return { ready: null, answer }
})
