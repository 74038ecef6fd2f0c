/** Answers each message, a decimal number, with that many zeroes; reached over TCP, or through a relay only. */
import { createPlainNode, createRelayedNode, firstAddress, LOOPBACK } from './libp2p-node.ts'
import { ZEROES_PROTOCOL } from './raw-protocols.ts'
import { sendZeroes } from './raw-send.ts'
import { serve } from './serve.ts'

export interface RawStreamServerOptions {
  /** Address of a circuit relay to be reached through instead of TCP. */
  readonly relay?: string
}

export interface RawStreamServerReady {
  readonly address: string
}

serve<RawStreamServerOptions, RawStreamServerReady>(async ({ relay }) => {
  const node = relay === undefined
    ? await createPlainNode([LOOPBACK])
    : await createRelayedNode([`${relay}/p2p-circuit`])
  await node.handle(
    ZEROES_PROTOCOL,
    (stream) =>
      stream.addEventListener('message', ({ data }) => {
        const bytes = Number(new TextDecoder().decode(data.subarray()))
        // A stream that is cut under a write is a relay's limit at work; the client counts what arrived.
        sendZeroes(stream, bytes).catch(() => undefined)
      }),
    { runOnLimitedConnection: true },
  )
  return { ready: { address: firstAddress(node) } }
})
