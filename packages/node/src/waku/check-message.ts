import type { WakuMessage } from '@waku/proto'
import { MAX_CLOCK_SKEW_MS, MAX_MESSAGE_BYTES } from './limits.ts'
import { shardOf } from './sharding.ts'
import { Refusal, STATUS } from './status.ts'

const NS_PER_MS = 1_000_000n

/**
 * A client's message as it goes on: stamped when it has no time. Throws a `Refusal` for what the network would not
 * relay.
 */
export function checkMessage (message: WakuMessage | undefined, shards: number, nowMs: number): WakuMessage {
  if (message === undefined) throw new Refusal(STATUS.badRequest, 'no message')
  if (message.payload.length === 0) throw new Refusal(STATUS.invalidMessage, 'the payload is empty')
  if (message.payload.length > MAX_MESSAGE_BYTES) {
    throw new Refusal(STATUS.tooLarge, `more than ${MAX_MESSAGE_BYTES} bytes`)
  }
  if (shardOf(message.contentTopic, shards) === undefined) throw new Refusal(STATUS.badRequest, 'not a content topic')
  if (message.timestamp === undefined || message.timestamp === 0n) {
    return { ...message, timestamp: BigInt(nowMs) * NS_PER_MS }
  }
  if (Math.abs(Number(message.timestamp / NS_PER_MS) - nowMs) > MAX_CLOCK_SKEW_MS) {
    throw new Refusal(STATUS.invalidMessage, `its time is more than ${MAX_CLOCK_SKEW_MS / 1000} s off`)
  }
  return message
}
