import { connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { delayLine, type LinkShape } from './delay-line.ts'

/** Bytes passed on since the start: towards the target, and back from it. */
export interface ProxyTotals {
  readonly toTarget: number
  readonly fromTarget: number
  readonly connections: number
}

/** A TCP proxy on a free port of 127.0.0.1 that makes a link of its own shape out of loopback. */
export interface DelayProxy {
  readonly port: number
  /** Closing it accepts no more; open connections stay until an end leaves. */
  readonly server: Server
  totals(): ProxyTotals
}

/** Starts a proxy to `targetPort` on 127.0.0.1; give it a process of its own, because it works as hard as its ends. */
export async function startDelayProxy(targetPort: number, shape: LinkShape): Promise<DelayProxy> {
  let toTarget = 0
  let fromTarget = 0
  let connections = 0
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near: Socket) => {
    connections += 1
    // Loopback opens a connection at once; on the real link the opener waits one round trip before its first byte.
    const openAt = performance.now() + shape.roundTripMs
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    // An error is followed by 'close', where the delay line hangs up the other side.
    for (const socket of [near, far]) socket.on('error', () => undefined)
    delayLine(near, far, shape, openAt, (bytes) => (toTarget += bytes))
    delayLine(far, near, shape, openAt, (bytes) => (fromTarget += bytes))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return { port: address.port, server, totals: () => ({ toTarget, fromTarget, connections }) }
}
