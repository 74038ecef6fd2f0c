import type { Libp2p } from '@libp2p/interface'
import { proto_filter_v2 as proto, type WakuMessage } from '@waku/proto'
import { answerRequests } from './answer-requests.ts'
import { createPushLine, FILTER_PUSH_PROTOCOL, type PushLine } from './filter-push.ts'
import { MAX_CRITERIA, MAX_STREAMS, MAX_SUBSCRIBERS, MAX_SUBSCRIPTIONS } from './limits.ts'
import { Refusal, STATUS, statusOf } from './status.ts'

const FILTER_SUBSCRIBE_PROTOCOL = '/vac/waku/filter-subscribe/2.0.0-beta1'

/** Pushes messages to the clients that asked for their topic. */
export interface FilterService {
  push (pubsubTopic: string, message: WakuMessage): void
  /** Clients that follow any topic. */
  subscribers (): number
  close (): void
}

/** What one client follows: `pubsub topic` + newline + `content topic`. */
interface Subscriber { readonly topics: Set<string>, readonly line: PushLine }

const { FilterSubscribeType } = proto.FilterSubscribeRequest
const keyOf = (pubsubTopic: string, contentTopic: string): string => `${pubsubTopic}\n${contentTopic}`

/** Serves 12/WAKU2-FILTER. A subscription ends with its connection: a client that comes back has to ask again. */
export async function serveFilter (libp2p: Libp2p): Promise<FilterService> {
  const subscribers = new Map<string, Subscriber>()

  function drop (client: string): void {
    subscribers.get(client)?.line.close()
    subscribers.delete(client)
  }

  function subscriberFor (client: string): Subscriber {
    const known = subscribers.get(client)
    if (known !== undefined) return known
    if (subscribers.size >= MAX_SUBSCRIBERS) {
      throw new Refusal(STATUS.unavailable, 'too many subscribers; use another node')
    }
    const made: Subscriber = {
      topics: new Set(),
      line: createPushLine((signal) => openLine(libp2p, client, signal), () => drop(client))
    }
    subscribers.set(client, made)
    return made
  }

  function apply (client: string, request: proto.FilterSubscribeRequest): void {
    const { filterSubscribeType, pubsubTopic = '', contentTopics } = request
    if (contentTopics.length > MAX_CRITERIA) {
      throw new Refusal(STATUS.badRequest, `more than ${MAX_CRITERIA} content topics`)
    }
    const keys = contentTopics.map((topic) => keyOf(pubsubTopic, topic))
    if (filterSubscribeType === FilterSubscribeType.SUBSCRIBE) {
      if (pubsubTopic === '' || keys.length === 0) {
        throw new Refusal(STATUS.badRequest, 'name a pubsub topic and content topics')
      }
      const { topics } = subscriberFor(client)
      if (topics.size + keys.length > MAX_SUBSCRIPTIONS) {
        throw new Refusal(STATUS.unavailable, 'too many topics for one client')
      }
      for (const key of keys) topics.add(key)
      return
    }
    const subscriber = subscribers.get(client)
    if (subscriber === undefined) throw new Refusal(STATUS.notFound, 'no subscription')
    if (filterSubscribeType === FilterSubscribeType.UNSUBSCRIBE_ALL) drop(client)
    if (filterSubscribeType === FilterSubscribeType.UNSUBSCRIBE) {
      for (const key of keys) subscriber.topics.delete(key)
      if (subscriber.topics.size === 0) drop(client)
    }
  }

  await answerRequests(libp2p, FILTER_SUBSCRIBE_PROTOCOL, (bytes, client) => {
    const request = proto.FilterSubscribeRequest.decode(bytes)
    try {
      apply(client, request)
      return proto.FilterSubscribeResponse.encode({ requestId: request.requestId, statusCode: STATUS.ok })
    } catch (error) {
      const { status, reason } = statusOf(error)
      const { requestId } = request
      return proto.FilterSubscribeResponse.encode({ requestId, statusCode: status, statusDesc: reason })
    }
  })
  libp2p.addEventListener('peer:disconnect', ({ detail }) => drop(detail.toString()))

  return {
    push (pubsubTopic, message) {
      const key = keyOf(pubsubTopic, message.contentTopic)
      let bytes: Uint8Array | undefined
      for (const { topics, line } of subscribers.values()) {
        if (!topics.has(key)) continue
        bytes ??= proto.MessagePush.encode({ pubsubTopic, wakuMessage: message })
        line.push(bytes)
      }
    },
    subscribers: () => subscribers.size,
    close () {
      for (const client of subscribers.keys()) drop(client)
    }
  }
}

async function openLine (libp2p: Libp2p, client: string, signal: AbortSignal): ReturnType<Libp2p['dialProtocol']> {
  // Over the connection that is there: a client has no address to dial.
  const connections = libp2p.getConnections()
  const connection = connections.find(({ remotePeer, status }) => status === 'open' && remotePeer.toString() === client)
  if (connection === undefined) throw new Error('the subscriber is gone')
  return await connection.newStream(FILTER_PUSH_PROTOCOL, { signal, maxOutboundStreams: MAX_STREAMS })
}
