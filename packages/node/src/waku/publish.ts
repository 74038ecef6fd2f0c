import type { GossipSub } from '@libp2p/gossipsub'
import { WakuMessage } from '@waku/proto'
import { checkMessage } from './check-message.ts'
import type { Deliver } from './deliver.ts'
import { pubsubTopicOf, shardOf } from './sharding.ts'
import { Refusal, STATUS } from './status.ts'

/**
 * Publishes a client's message and resolves with how many neighbours it was relayed to. `topic` may be left out: the
 * content topic says it. Throws a `Refusal`.
 */
export type Publish = (topic: string | undefined, message: WakuMessage | undefined, client: string) => Promise<number>

export interface PublishNeeds {
  readonly relay: GossipSub
  readonly deliver: Deliver
  readonly clusterId: number
  readonly shards: number
  /** False when a client has sent too much. */
  readonly withinRate: (client: string) => boolean
}

export function createPublish ({ relay, deliver, clusterId, shards, withinRate }: PublishNeeds): Publish {
  const topics = new Set(Array.from({ length: shards }, (_, shard) => pubsubTopicOf(clusterId, shard)))
  return async (topic, given, client) => {
    const message = checkMessage(given, shards, Date.now())
    const chosen = topic ? topic : pubsubTopicOf(clusterId, shardOf(message.contentTopic, shards) ?? 0)
    if (!topics.has(chosen)) throw new Refusal(STATUS.unsupportedTopic, `${chosen} is not served here`)
    if (!withinRate(client)) throw new Refusal(STATUS.tooManyRequests, 'too many messages; wait or use another node')
    const { recipients } = await relay.publish(chosen, WakuMessage.encode(message))
    deliver(chosen, message)
    return recipients.length
  }
}
