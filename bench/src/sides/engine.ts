import { createServer } from 'node:net'
import { once } from 'node:events'
import type {
  Begun, Death, EngineRequest, EngineSetUp, Opened, Privacy, Scheme, TransferFacts, Until,
} from '../engine-protocol.ts'
import { startSubject } from '../subject.ts'

/** An engine in a process of its own. */
export interface EngineSubject {
  readonly pid: number
  /** Bytes its process had read before the engine was opened. */
  readonly bytesReadBefore: number
  /** Resolves when it is reachable through its relays. */
  warm(privacy?: Privacy): Promise<void>
  send(path: string, options?: { privacy?: Privacy; until?: Until; holders?: Scheme; die?: Death }): Promise<Begun>
  /** Sends a stream that gives so many bytes a second; `calledAt` is when its first bytes were taken. */
  sendSlowly(bytesPerSecond: number, seconds: number): Promise<Begun>
  receive(reference: string, path: string, die?: Death): Promise<Begun>
  /** When the first plain byte came out, on the shared clock. */
  readFirstByte(id: string): Promise<number>
  /** Resolves when the transfer is done; looked at every millisecond. */
  finish(id: string): Promise<TransferFacts>
  look(id: string): Promise<TransferFacts>
  /** Bytes its process has read from files and sockets since just before the engine was opened. */
  countBytesRead(): Promise<number>
  /** Resolves when its process has ended. */
  readonly gone: Promise<void>
  stop(): Promise<void>
}

/** Starts an engine and waits until it is open. */
export async function startEngine(setUp: EngineSetUp): Promise<EngineSubject> {
  const subject = await startSubject<Opened, EngineRequest, unknown>('engine', setUp)
  const ask = async <T>(request: EngineRequest): Promise<T> => (await subject.ask(request)) as T
  return {
    pid: subject.pid,
    bytesReadBefore: subject.ready.bytesRead,
    warm: (privacy = 'direct') => ask({ do: 'warm', privacy }),
    send: (path, { privacy = 'direct', until = 'forever', holders, die } = {}) =>
      ask({
        do: 'send', path, privacy, until,
        ...(holders === undefined ? {} : { holders }),
        ...(die === undefined ? {} : { die }),
      }),
    sendSlowly: (bytesPerSecond, seconds) => ask({ do: 'send-slowly', bytesPerSecond, seconds }),
    receive: (reference, path, die) =>
      ask({ do: 'receive', reference, path, ...(die === undefined ? {} : { die }) }),
    readFirstByte: (id) => ask({ do: 'read-first-byte', id }),
    finish: (id) => ask({ do: 'finish', id }),
    look: (id) => ask({ do: 'look', id }),
    countBytesRead: async () => (await ask<number>({ do: 'count-bytes-read' })) - subject.ready.bytesRead,
    gone: subject.gone,
    stop: () => subject.stop(),
  }
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the probe has no port')
  return address.port
}
