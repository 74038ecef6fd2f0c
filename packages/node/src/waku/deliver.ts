import type { WakuMessage } from '@waku/proto'
import type { FilterService } from './filter-subscribe.ts'
import { messageHash } from './message-hash.ts'
import type { MessageStore } from './message-store.ts'
import { createRecentHashes } from './recent-hashes.ts'

/** Takes a message that this node met, from a client or a neighbour, to its store and its subscribers. */
export type Deliver = (pubsubTopic: string, message: WakuMessage) => void

/** Creates the one place every message passes, once: repeats are known by their hash. */
export function createDeliver (store: MessageStore, filter: FilterService): Deliver {
  const isNew = createRecentHashes()
  return (pubsubTopic, message) => {
    const hash = messageHash(pubsubTopic, message)
    if (!isNew(hash)) return
    if (message.ephemeral !== true) store.add(hash, pubsubTopic, message)
    filter.push(pubsubTopic, message)
  }
}
