import { sha256 } from '@noble/hashes/sha2.js'
import { PasselError } from '../../errors.ts'
import {
  MAX_ARCHIVED_META_BYTES, MAX_ARCHIVED_PAYLOAD_BYTES, MAX_SDS_ID_CHARS, MAX_TOPIC_BYTES
} from '../../limits.ts'
import { concat, isVisibleAscii, utf8 } from '../../pure/bytes.ts'

/** A Waku message as it was on the network. */
export interface WakuMessage {
  readonly pubsubTopic: string
  readonly contentTopic: string
  readonly payload: Uint8Array
  /** Nanoseconds since 1970; part of the hash. */
  readonly timestampNs: bigint
  readonly meta?: Uint8Array
}

/** A message of an archive: the original, its hash, and its SDS message id where there is one. */
export interface ArchivedMessage extends WakuMessage {
  /** The deterministic message hash (14/WAKU2-MESSAGE), 32 bytes: what Waku's store and SDS know it by. */
  readonly hash: Uint8Array
  readonly sdsId?: string
}

const MAX_TIMESTAMP_NS = 2n ** 63n

/** SHA-256 over pubsub topic, payload, content topic, meta and time (int64, left out when it is zero). */
export function messageHash (message: WakuMessage): Uint8Array {
  return hashParts(utf8(message.pubsubTopic), utf8(message.contentTopic), message)
}

/** The same where the topics are bytes already: a bundle has few topics and many messages. */
export function hashParts (
  pubsubTopic: Uint8Array, contentTopic: Uint8Array, message: Pick<WakuMessage, 'payload' | 'meta' | 'timestampNs'>
): Uint8Array {
  const { payload, meta, timestampNs } = message
  const time = timestampNs === 0n ? NOTHING : timeBytes(timestampNs)
  return sha256(concat(pubsubTopic, payload, contentTopic, meta ?? NOTHING, time))
}

const NOTHING = new Uint8Array(0)

function timeBytes (timestampNs: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, timestampNs)
  return bytes
}

/** By time, then by hash: the order of bundles and of what is restored. Negative when `a` comes first. */
export function compareMessages (a: ArchivedMessage, b: ArchivedMessage): number {
  if (a.timestampNs !== b.timestampNs) return a.timestampNs < b.timestampNs ? -1 : 1
  for (let i = 0; i < a.hash.length; i++) {
    const difference = (a.hash[i] as number) - (b.hash[i] as number)
    if (difference !== 0) return difference
  }
  return 0
}

/** Wall-clock milliseconds of a message, rounded down. */
export function messageMs ({ timestampNs }: Pick<WakuMessage, 'timestampNs'>): number {
  return Number(timestampNs / 1_000_000n)
}

/** Throws `bad-option` when a message is larger than Waku's can be, or has a time or id that no bundle holds. */
export function checkMessage ({ payload, meta, timestampNs, sdsId, pubsubTopic, contentTopic }: ArchivedMessage): void {
  const refuse = (why: string): never => { throw new PasselError('bad-option', `a message cannot be archived: ${why}`) }
  if (payload.length > MAX_ARCHIVED_PAYLOAD_BYTES) refuse(`its payload exceeds ${MAX_ARCHIVED_PAYLOAD_BYTES} bytes`)
  if ((meta?.length ?? 0) > MAX_ARCHIVED_META_BYTES) refuse(`its meta exceeds ${MAX_ARCHIVED_META_BYTES} bytes`)
  if (timestampNs <= 0n || timestampNs >= MAX_TIMESTAMP_NS) refuse('it has no time')
  if (sdsId !== undefined && (sdsId.length > MAX_SDS_ID_CHARS || !isVisibleAscii(sdsId))) refuse('its SDS id is none')
  for (const topic of [pubsubTopic, contentTopic]) {
    if (utf8(topic).length > MAX_TOPIC_BYTES) refuse(`a topic exceeds ${MAX_TOPIC_BYTES} bytes`)
  }
}
