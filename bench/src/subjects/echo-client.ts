/** Times round trips of one small message on an open stream through a circuit relay. */
import { multiaddr } from '@multiformats/multiaddr'
import { createRelayedNode } from './libp2p-node.ts'
import { ECHO_PROTOCOL } from './raw-protocols.ts'
import { serve } from './serve.ts'

export interface EchoRequest {
  /** Circuit address of the echo server as this process reaches it. */
  readonly address: string
  readonly roundTrips: number
}

/** Milliseconds of each round trip, in order; the first one pays for the stream's negotiation. */
export type EchoAnswer = readonly number[]

serve<object, null, EchoRequest, EchoAnswer>(async () => {
  const node = await createRelayedNode([])
  const answer = async ({ address, roundTrips }: EchoRequest): Promise<EchoAnswer> => {
    const stream = await node.dialProtocol(multiaddr(address), ECHO_PROTOCOL, { runOnLimitedConnection: true })
    let heard: () => void = () => undefined
    stream.addEventListener('message', () => heard())
    const times: number[] = []
    for (let trip = 0; trip < roundTrips; trip += 1) {
      const askedAt = performance.now()
      const back = new Promise<void>((resolve) => (heard = resolve))
      stream.send(new Uint8Array(32))
      await back
      times.push(performance.now() - askedAt)
    }
    await stream.close()
    return times
  }
  return { ready: null, answer }
})
