/** Asks a raw stream server for zeroes and times them; nothing is kept. */
import { multiaddr } from '@multiformats/multiaddr'
import type { TransferTimes } from '../transfer.ts'
import { createPlainNode } from './libp2p-node.ts'
import { ZEROES_PROTOCOL } from './raw-protocols.ts'
import { serve } from './serve.ts'

export interface RawStreamRequest {
  readonly address: string
  readonly bytes: number
}

serve<object, null, RawStreamRequest, TransferTimes>(async () => {
  const node = await createPlainNode([])
  const answer = async ({ address, bytes }: RawStreamRequest): Promise<TransferTimes> => {
    const stream = await node.dialProtocol(multiaddr(address), ZEROES_PROTOCOL)
    const askedAt = performance.now()
    let firstAt = 0
    let received = 0
    const complete = new Promise<void>((resolve, reject) => {
      stream.addEventListener('message', ({ data }) => {
        if (received === 0) firstAt = performance.now()
        received += data.byteLength
        if (received === bytes) resolve()
      })
      stream.addEventListener('close', () => reject(new Error(`the stream closed after ${received} bytes`)))
    })
    stream.send(new TextEncoder().encode(String(bytes)))
    await complete
    const doneAt = performance.now()
    await stream.close()
    return { bytes, seconds: (doneAt - firstAt) / 1000, firstByteMs: firstAt - askedAt }
  }
  return { ready: null, answer }
})
