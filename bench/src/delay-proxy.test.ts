import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startDelayProxy } from './delay-proxy.ts'

const servers: Server[] = []
const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** A server on a free port that hands each connection to `serve`. */
async function listen(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    serve(socket)
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function open(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' })
  sockets.push(socket)
  return socket
}

async function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of socket) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

test('bytes arrive whole and in order, and the end of the stream after them', async () => {
  const payload = randomBytes(3_000_000)
  const target = await listen((socket) => socket.end(payload))
  const proxy = await startDelayProxy(target, { roundTripMs: 10 })
  servers.push(proxy.server)
  const received = await readAll(open(proxy.port))
  expect(received.equals(payload)).toBe(true)
  expect(proxy.totals()).toEqual({ toTarget: 0, fromTarget: payload.length, connections: 1 })
})

test('an answer takes one round trip, the first one two', async () => {
  const target = await listen((socket) => socket.pipe(socket))
  const proxy = await startDelayProxy(target, { roundTripMs: 60 })
  servers.push(proxy.server)
  const socket = open(proxy.port)
  const trip = async (): Promise<number> => {
    const askedAt = performance.now()
    socket.write('?')
    await once(socket, 'data')
    return performance.now() - askedAt
  }
  expect(await trip()).toBeGreaterThanOrEqual(119)
  const later: number[] = []
  for (let i = 0; i < 5; i += 1) later.push(await trip())
  expect(Math.min(...later)).toBeGreaterThanOrEqual(59)
  // The quickest of them: a busy machine is late now and then.
  expect(Math.min(...later)).toBeLessThan(100)
})

test('a delay alone does not slow a stream down', async () => {
  const payload = Buffer.alloc(16_000_000)
  const target = await listen((socket) => socket.end(payload))
  const proxy = await startDelayProxy(target, { roundTripMs: 100 })
  servers.push(proxy.server)
  const startedAt = performance.now()
  await readAll(open(proxy.port))
  // One buffer of 64 KiB each round trip would take 25 s.
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test('a limited link carries no more than its rate', async () => {
  const payload = Buffer.alloc(400_000)
  const target = await listen((socket) => socket.end(payload))
  const proxy = await startDelayProxy(target, { roundTripMs: 0, bytesPerSecond: 1_000_000 })
  servers.push(proxy.server)
  const startedAt = performance.now()
  await readAll(open(proxy.port))
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(399)
})

test('a receiver that does not read stops the sender: memory stays bounded', async () => {
  let written = 0
  const block = Buffer.alloc(1_000_000)
  const target = await listen((socket) => {
    const fill = (): void => {
      while (written < 200_000_000) {
        written += block.length
        if (!socket.write(block)) return
      }
    }
    socket.on('drain', fill)
    fill()
  })
  const proxy = await startDelayProxy(target, { roundTripMs: 0 })
  servers.push(proxy.server)
  const socket = open(proxy.port)
  socket.pause()
  let before = -1
  // Nothing more is taken from the sender once every buffer on the way is full.
  while (written !== before) {
    before = written
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  expect(written).toBeLessThan(100_000_000)
})

test('when one side breaks off, so does the other', async () => {
  const connected: Socket[] = []
  const target = await listen((socket) => connected.push(socket.on('error', () => undefined)))
  const proxy = await startDelayProxy(target, { roundTripMs: 0 })
  servers.push(proxy.server)
  const socket = open(proxy.port)
  socket.write('hello')
  await expect.poll(() => connected.length).toBe(1)
  const far = connected[0] as Socket
  await once(far, 'data')
  const closed = new Promise<boolean>((resolve) => far.once('close', resolve))
  socket.resetAndDestroy()
  expect(await closed).toBe(true)
})
