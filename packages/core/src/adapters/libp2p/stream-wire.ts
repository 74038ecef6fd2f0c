import type { Connection, Stream } from '@libp2p/interface'
import { Uint8ArrayList } from 'uint8arraylist'
import { CLOSE_TIMEOUT_MS } from '../../limits.ts'
import type { Wire, WireListener } from './pump/wire.ts'

export interface StreamWireOptions {
  /** Whether the connection has nothing else to carry and closes with the stream. */
  readonly mayClose: () => boolean
  /** Closing takes a moment; whoever stops the node waits for it. */
  readonly closing: (done: Promise<void>) => void
}

/** A libp2p stream as the pump's wire. Nothing is read before `listen`. */
export interface StreamWire extends Wire { listen (listener: WireListener): void }

/**
 * What libp2p's streams do, put right for a pump: `onDrain()` of @libp2p/utils 7.4.1 stops waiting after its first
 * drain, so the events are waited for here; a relay's cut is a clean end of the other side's writing, so that is an
 * end too; and an exception in an event listener would reach the process, so none leaves here.
 */
export function streamWire (
  stream: Stream, connection: Connection, { mayClose, closing }: StreamWireOptions,
): StreamWire {
  let listener: WireListener | undefined
  let ending = false

  function ended (): void {
    listener?.ended()
    void close()
  }

  async function close (): Promise<void> {
    if (ending) return
    ending = true
    const done = closeAll()
    closing(done)
    await done
  }

  async function closeAll (): Promise<void> {
    const signal = AbortSignal.timeout(CLOSE_TIMEOUT_MS)
    try {
      if (stream.status === 'open') await stream.close({ signal })
      if (mayClose()) await connection.close({ signal })
    } catch (error) {
      abortAll(error instanceof Error ? error : new Error(String(error)))
    }
  }

  function abortAll (error: Error): void {
    stream.abort(error)
    if (mayClose()) connection.abort(error)
  }

  return {
    send (parts) {
      if (stream.writeStatus !== 'writable') return false // its end is on the way
      try {
        return stream.send(new Uint8ArrayList(...parts)) && !stream.writableNeedsDrain
      } catch {
        return false // libp2p aborted the stream: `close` follows or has been
      }
    },
    close: () => void close(),
    abort (why) {
      if (ending) return
      ending = true
      abortAll(new Error(why))
    },
    listen (to) {
      listener = to
      stream.addEventListener('message', ({ data }) => {
        for (const bytes of data instanceof Uint8Array ? [data] : data) to.data(bytes)
      })
      // libp2p first sends what waits inside, one microtask later; only if that went out is there room.
      stream.addEventListener('drain', () => queueMicrotask(() => { if (!stream.writableNeedsDrain) to.drained() }))
      stream.addEventListener('remoteCloseWrite', ended)
      stream.addEventListener('close', ended)
      connection.addEventListener('close', ended)
      if (stream.status !== 'open' || connection.status !== 'open') ended()
    },
  }
}
