/**
 * Deposits: one question and one answer on a stream of its own, each behind its length. The question comes from
 * anybody: it is small, has to be there in time, and few are read at once.
 */
import type { Connection, Stream } from '@libp2p/interface'
import { lpStream } from '@libp2p/utils'
import type { Uint8ArrayList } from 'uint8arraylist'
import {
  DEPOSIT_TIMEOUT_MS, MAX_DEPOSIT_BYTES, MAX_DEPOSIT_STREAMS, MAX_DEPOSITS_AT_ONCE,
} from '../../limits.ts'
import type { LinkListener } from '../../ports.ts'
import {
  decodeDepositAnswer, decodeDepositRequest, encodeDepositAnswer, encodeDepositRequest,
} from '../../pure/deposit-codec.ts'
import type { DepositAnswer, DepositRequest } from '../../pure/deposit.ts'
import { readVarint, varintBytes } from '../../pure/varint.ts'
import { DialError, toDialError } from './dial-error.ts'
import type { PasselNode } from './node.ts'

const KEEP_PROTOCOL = '/passel/keep/1'

const BUSY: DepositAnswer = { accepted: false, reason: 'busy', retryMs: 5_000 }

/** Asks on a connection that is up. Rejects with `DialError`. */
export async function askToKeep (
  connection: Connection, request: DepositRequest, signal: AbortSignal,
): Promise<DepositAnswer> {
  const question = encodeDepositRequest(request)
  const within = AbortSignal.any([signal, AbortSignal.timeout(DEPOSIT_TIMEOUT_MS)])
  let stream: Stream | undefined
  try {
    stream = await connection.newStream([KEEP_PROTOCOL], { signal: within, runOnLimitedConnection: true })
    const messages = messagesOf(stream)
    await messages.write(question, { signal: within })
    const answer = decodeDepositAnswer((await messages.read({ signal: within })).subarray())
    await stream.close({ signal: within })
    return answer
  } catch (cause) {
    stream?.abort(new Error('the deposit failed', { cause }))
    const error = toDialError(cause, within)
    throw error.code === 'unreachable' ? new DialError('refused', error.message, { cause }) : error
  }
}

/** Answers whoever asks, for as long as the node runs. */
export async function answerDeposits (
  { libp2p }: PasselNode, deposit: LinkListener['deposit'], nonsense: () => void,
): Promise<void> {
  let answering = 0

  async function answer (stream: Stream, connection: Connection): Promise<void> {
    const signal = AbortSignal.timeout(DEPOSIT_TIMEOUT_MS)
    const messages = messagesOf(stream)
    const question = (await messages.read({ signal })).subarray()
    const { remotePeer, remoteAddr, direct } = connection
    const request = decodeDepositRequest(question)
    const said = answering > MAX_DEPOSITS_AT_ONCE
      ? BUSY
      : await deposit(remotePeer.toString(), direct ? 'direct' : 'relayed', remoteAddr.toString(), request)
    await messages.write(encodeDepositAnswer(said), { signal })
    await stream.close({ signal })
  }

  await libp2p.handle(KEEP_PROTOCOL, async (stream, connection) => {
    answering++
    try {
      await answer(stream, connection)
    } catch (cause) {
      nonsense()
      stream.abort(new Error('no deposit', { cause }))
    } finally {
      answering--
    }
  }, { maxInboundStreams: MAX_DEPOSIT_STREAMS, runOnLimitedConnection: true })
}

function messagesOf (stream: Stream): ReturnType<typeof lpStream<Stream>> {
  return lpStream(stream, { maxDataLength: MAX_DEPOSIT_BYTES, maxBufferSize: 2 * MAX_DEPOSIT_BYTES, lengthDecoder })
}

/** Bytes of the largest length. */
const LENGTH_BYTES = varintBytes(MAX_DEPOSIT_BYTES)

/** The library's own reads on for as long as no length ends, a byte at a time (@libp2p/utils 7.4.1). */
function lengthDecoder (bytes: Uint8ArrayList): number {
  const read = readVarint(bytes.subarray(), 0)
  if (read !== undefined) return read.value
  if (bytes.length >= LENGTH_BYTES) throw new Error('a length that does not end')
  throw new RangeError('more of the length is to come') // what the library waits for
}
