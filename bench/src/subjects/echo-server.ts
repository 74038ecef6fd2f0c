/** Sends every message back, reached through a circuit relay only. */
import { createRelayedNode, firstAddress } from './libp2p-node.ts'
import { ECHO_PROTOCOL } from './raw-protocols.ts'
import { serve } from './serve.ts'

export interface EchoServerOptions {
  /** The relay's address as this process reaches it. */
  readonly relay: string
}

export interface EchoServerReady {
  readonly peerId: string
}

serve<EchoServerOptions, EchoServerReady>(async ({ relay }) => {
  const node = await createRelayedNode([`${relay}/p2p-circuit`])
  await node.handle(
    ECHO_PROTOCOL,
    (stream) => stream.addEventListener('message', ({ data }) => stream.send(data)),
    { runOnLimitedConnection: true },
  )
  firstAddress(node)
  return { ready: { peerId: node.peerId.toString() } }
})
