/**
 * A stream whose protocol is asked for and taken for granted. `newStream` of libp2p waits for the answer before it lets
 * anything be sent, which is a round trip; multistream-select allows to send right behind the question, and who answers
 * reads on where the question ended. Its answer, when it is yes, is always the same bytes.
 */
import type { Connection, Stream, StreamMuxer } from '@libp2p/interface'
import { question } from './multistream.ts'

export interface EarlyStream {
  readonly stream: Stream
  /** Comes before anything else where the other side speaks the protocol; where it does not, something else comes. */
  readonly answer: Uint8Array
}

/** Opens a stream on a connection of ours; undefined where it has no muxer that can be asked for one. */
export async function openEarlyStream (
  connection: Connection, protocol: string, signal: AbortSignal
): Promise<EarlyStream | undefined> {
  // Hidden by the type alone; the public `newStream` cannot be told not to wait.
  const { muxer } = connection as Connection & { readonly muxer?: StreamMuxer }
  if (muxer?.status !== 'open' || connection.status !== 'open') return undefined
  const stream = await muxer.createStream({ signal })
  stream.protocol = protocol
  stream.send(question(protocol))
  return { stream, answer: question(protocol) }
}
