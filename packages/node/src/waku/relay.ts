import {
  gossipsub,
  type GossipSub,
  type GossipSubComponents,
  type Message,
  TopicValidatorResult
} from '@libp2p/gossipsub'
import { sha256 } from '@noble/hashes/sha2.js'
import { WakuMessage } from '@waku/proto'
import { MAX_REQUEST_BYTES } from './limits.ts'

const RELAY_PROTOCOL = '/vac/waku/relay/2.0.0'

/**
 * 11/WAKU2-RELAY as a libp2p service: gossip between service nodes under Waku's name, unsigned so that nobody's id
 * travels.
 */
export function wakuRelay (topics: readonly string[]): (components: GossipSubComponents) => GossipSub {
  return (components) => {
    const relay = gossipsub({
      globalSignaturePolicy: 'StrictNoSign',
      emitSelf: false,
      fallbackToFloodsub: false,
      // A node alone still serves its own clients, and a client's repeated message is no error.
      allowPublishToZeroTopicPeers: true,
      ignoreDuplicatePublishError: true,
      allowedTopics: [...topics],
      maxInboundDataLength: MAX_REQUEST_BYTES,
      msgIdFn: (message: Message) => sha256(message.data)
    })(components)
    relay.protocols = [RELAY_PROTOCOL]
    return relay
  }
}

/** Joins the topics and hands on every well-formed message that others relay. */
export function listenToRelay (
  relay: GossipSub,
  topics: readonly string[],
  onMessage: (topic: string, message: WakuMessage) => void
): void {
  for (const topic of topics) {
    relay.topicValidators.set(
      topic,
      (_peer, { data }) => decode(data) === undefined ? TopicValidatorResult.Reject : TopicValidatorResult.Accept
    )
    relay.subscribe(topic)
  }
  relay.addEventListener('message', ({ detail: { topic, data } }) => {
    const message = decode(data)
    if (message !== undefined) onMessage(topic, message)
  })
}

function decode (data: Uint8Array): WakuMessage | undefined {
  try {
    return WakuMessage.decode(data)
  } catch {
    return undefined // not a Waku message: the validator turns it away and scores its sender down
  }
}
