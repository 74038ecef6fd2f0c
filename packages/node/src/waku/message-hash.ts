import { sha256 } from '@noble/hashes/sha2.js'
import type { WakuMessage } from '@waku/proto'

const INT64_BYTES = 8

/** The deterministic hash of a message (14/WAKU2-MESSAGE): what store, cursor and duplicates are keyed by. 32 bytes. */
export function messageHash (pubsubTopic: string, message: WakuMessage): Uint8Array {
  const text = new TextEncoder()
  const hash = sha256.create()
  hash.update(text.encode(pubsubTopic))
  hash.update(message.payload)
  hash.update(text.encode(message.contentTopic))
  if (message.meta !== undefined) hash.update(message.meta)
  if (message.timestamp !== undefined && message.timestamp !== 0n) hash.update(int64(message.timestamp))
  return hash.digest()
}

function int64 (value: bigint): Uint8Array {
  const bytes = new Uint8Array(INT64_BYTES)
  new DataView(bytes.buffer).setBigInt64(0, value)
  return bytes
}
