import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { lpStream } from '@libp2p/utils'
import { ANSWER_TIMEOUT_MS, MAX_REQUEST_BYTES, MAX_STREAMS } from './limits.ts'

/** Answers one request; `client` is the asker's peer id. What it throws ends the stream without an answer. */
export type Answer = (request: Uint8Array, client: string) => Uint8Array | Promise<Uint8Array>

/** Serves a protocol of one length-prefixed request and one length-prefixed answer a stream: all of Waku's are. */
export async function answerRequests (libp2p: Libp2p, protocol: string, answer: Answer): Promise<void> {
  await libp2p.handle(
    protocol,
    (stream, connection) => serve(stream, connection, answer),
    { maxInboundStreams: MAX_STREAMS }
  )
}

async function serve (stream: Stream, connection: Connection, answer: Answer): Promise<void> {
  try {
    const messages = lpStream(stream, { maxDataLength: MAX_REQUEST_BYTES })
    const request = await messages.read()
    const response = await answer(request.subarray(), connection.remotePeer.toString())
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    await messages.write(response, { signal })
    await stream.close({ signal })
  } catch (error) {
    // Also the way of every stream that was opened ahead of use and closed without a request.
    stream.abort(error instanceof Error ? error : new Error(String(error)))
  }
}
