/**
 * Saves a round trip of every connection that we dial. libp2p asks whether the other side speaks noise, waits for the
 * answer, and only then begins with noise. Every node that we dial speaks it, or is of no use to us: so the answer is
 * given to libp2p at once, and the other side's own, when it comes, is compared and left out.
 *
 * libp2p hands a connection to its protector before anything is said on it. This one protects nothing; it stands in
 * until the answer has come, and is gone from the connection then.
 */
import type { ConnectionProtector, MultiaddrConnection } from '@libp2p/interface'
import type { Uint8ArrayList } from 'uint8arraylist'
import { sameBytes } from '../../pure/bytes.ts'
import { question } from './multistream.ts'

type Bytes = Uint8Array | Uint8ArrayList

/** What transports call when bytes came in; hidden by the type alone. */
type Receiving = MultiaddrConnection & { onData (data: Bytes): void }

/** A protector of connections for a node whose only encryption has this protocol. */
export function earlyEncryption (protocol: string): () => ConnectionProtector {
  const answer = question(protocol)
  return () => ({
    protect: async (connection) => {
      if (connection.direction === 'outbound') presume(connection as Receiving, answer)
      return await Promise.resolve(connection)
    },
  })
}

function presume (connection: Receiving, answer: Uint8Array): void {
  const send = connection.send.bind(connection)
  const receive = connection.onData.bind(connection)
  let due = answer
  // Behind the question, and never before: libp2p listens by then.
  connection.send = (bytes) => {
    connection.send = send
    const more = send(bytes)
    receive(answer)
    return more
  }
  connection.onData = (data) => {
    const bytes = data.subarray()
    const length = Math.min(due.length, bytes.length)
    if (!sameBytes(bytes.subarray(0, length), due.subarray(0, length))) {
      return connection.abort(new Error('the other side speaks another encryption'))
    }
    due = due.subarray(length)
    if (due.length === 0) connection.onData = receive
    if (length < bytes.length) receive(bytes.subarray(length))
  }
}
