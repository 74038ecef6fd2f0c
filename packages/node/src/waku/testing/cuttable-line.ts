import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A TCP line to a server that can be cut, and mended at the same port. */
export interface CuttableLine {
  /** The server's multiaddr, by way of the line. */
  readonly address: string
  /** Ends every connection, and refuses new ones. */
  cut (): Promise<void>
  /** Carries nothing more and ends nothing: what a phone sees that left its network. New connections fare the same. */
  stall (): void
  mend (): Promise<void>
}

/** Lays a line to `address` (`/ip4/127.0.0.1/tcp/PORT/...`). */
export async function layLine (address: string): Promise<CuttableLine> {
  const target = Number(/\/tcp\/(\d+)/.exec(address)?.[1])
  const sockets = new Set<Socket>()
  let stalled = false
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket)
      if (!stalled) socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    address: address.replace(/\/tcp\/\d+/, `/tcp/${port}`),
    async cut () {
      if (!server.listening) return
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
    stall () {
      stalled = true
      for (const socket of sockets) {
        socket.unpipe()
        socket.pause()
      }
    },
    async mend () {
      stalled = false
      if (!server.listening) await listen(port)
    }
  }
}
