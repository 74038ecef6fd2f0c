import type { Connection, Stream } from '@libp2p/interface'
import { Uint8ArrayList } from 'uint8arraylist'
import { CLOSE_TIMEOUT_MS } from '../../limits.ts'
import { sameBytes } from '../../pure/bytes.ts'
import type { Wire, WireListener } from './pump/wire.ts'

export interface StreamWireOptions {
  /** Bytes that come in before the first frame, or the other side speaks another protocol. @default none */
  readonly answer?: Uint8Array
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
  stream: Stream, connection: Connection, { answer: due = new Uint8Array(0), mayClose, closing }: StreamWireOptions,
): StreamWire {
  let listener: WireListener | undefined
  let ending = false
  let answer = due

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

  function abort (why: string): void {
    if (ending) return
    ending = true
    abortAll(new Error(why))
  }

  /** What is left of bytes behind the answer that was due. */
  function unwrapped (bytes: Uint8Array): Uint8Array {
    if (answer.length === 0) return bytes
    const length = Math.min(bytes.length, answer.length)
    if (!sameBytes(bytes.subarray(0, length), answer.subarray(0, length))) {
      abort('the other side speaks another protocol')
      listener?.ended()
      return new Uint8Array(0)
    }
    answer = answer.subarray(length)
    return bytes.subarray(length)
  }

  function data (bytes: Uint8Array): void {
    const frames = unwrapped(bytes)
    if (frames.length > 0) listener?.data(frames)
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
    abort,
    listen (to) {
      listener = to
      stream.addEventListener('message', ({ data: message }) => {
        for (const bytes of message instanceof Uint8Array ? [message] : message) data(bytes)
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
