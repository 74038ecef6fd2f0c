import { sha256 } from '@noble/hashes/sha2.js'

/** The gossip topic of a shard (51/WAKU2-RELAY-SHARDING). */
export function pubsubTopicOf (clusterId: number, shard: number): string {
  return `/waku/2/rs/${clusterId}/${shard}`
}

/** The shard of a content topic `/{app}/{version}/...`, or undefined when it is not of that form. */
export function shardOf (contentTopic: string, shards: number): number | undefined {
  const parts = contentTopic.split('/')
  if (parts[0] !== '' || (parts.length !== 5 && parts.length !== 6)) return undefined
  const [app, version, name, encoding] = parts.slice(-4)
  if (!app || !version || !name || !encoding) return undefined
  const digest = sha256(new TextEncoder().encode(app + version))
  const tail = new DataView(digest.buffer, digest.byteOffset + digest.length - 8)
  return Number(tail.getBigUint64(0) % BigInt(shards))
}
