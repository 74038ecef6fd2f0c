/** A light node for tests of what is around it: every call is recorded, every answer scripted. */
import type {
  WakuConnection,
  WakuDecoder,
  WakuEncoder,
  WakuLightNode,
  WakuReceived,
  WakuStoreQuery
} from './light-node.ts'
import { FILTER_LOST_EVENT, HEALTH_EVENT, type WakuHealth } from './light-node.ts'

export interface FakeConnection extends WakuConnection {
  status: string
  /** What opening a stream comes to. @default it opens */
  refusesStreams: boolean
}

export interface FakeLightNode {
  readonly node: WakuLightNode
  readonly sent: {
    readonly encoder: WakuEncoder & { readonly ephemeral: boolean }
    readonly payload: Uint8Array
    readonly timestamp: Date
    readonly autoRetry: boolean
  }[]
  /** Outcomes of the next sends, in order; then all are taken. */
  readonly outcomes: ('taken' | 'refused' | Promise<'taken' | 'refused'>)[]
  /** Requests in order: `+topic`, `-topic`. */
  readonly requests: string[]
  readonly subscribed: Map<WakuDecoder, (message: WakuReceived) => void>
  /** Answers of the next subscriptions, in order; then all are taken. */
  readonly answers: boolean[]
  readonly queries: WakuStoreQuery[]
  /** What a store gives to a query: pages in the order they are given, each in time order; an error ends it. */
  pages: (query: WakuStoreQuery) => Iterable<WakuReceived[]>
  connect (id: string, openedAtMs?: number): FakeConnection
  setHealth (health: WakuHealth): void
  loseFilter (): void
  losePeer (): void
}

const STORE = '/vac/waku/store-query/3.0.0'

export function createFakeLightNode (health: WakuHealth = 'SufficientlyHealthy'): FakeLightNode {
  const events = new EventTarget()
  const peerEvents = new EventTarget()
  const connections: FakeConnection[] = []
  const fake: FakeLightNode = {
    sent: [],
    outcomes: [],
    requests: [],
    subscribed: new Map(),
    answers: [],
    queries: [],
    pages: () => [],
    connect (id, openedAtMs = 0) {
      const connection: FakeConnection = {
        remotePeer: { toString: () => id },
        status: 'open',
        timeline: { open: openedAtMs },
        refusesStreams: false,
        async newStream () {
          if (connection.refusesStreams) throw new Error('no stream')
          return { abort: () => undefined }
        }
      }
      connections.push(connection)
      return connection
    },
    setHealth (next) {
      health = next
      events.dispatchEvent(new Event(HEALTH_EVENT))
    },
    loseFilter: () => { events.dispatchEvent(new Event(FILTER_LOST_EVENT)) },
    losePeer: () => { peerEvents.dispatchEvent(new Event('peer:disconnect')) },
    node: {
      get health () { return health },
      events,
      lightPush: {
        async send (encoder, { payload, timestamp }, { autoRetry }) {
          fake.sent.push({ encoder: encoder as WakuEncoder & { ephemeral: boolean }, payload, timestamp, autoRetry })
          const outcome = await (fake.outcomes.shift() ?? 'taken')
          if (outcome === 'taken') return { successes: ['a node'], failures: [] }
          return { successes: [], failures: [{ error: 'refused' }] }
        }
      },
      filter: {
        async subscribe (decoders, onMessage) {
          for (const decoder of [decoders].flat()) {
            fake.requests.push(`+${decoder.contentTopic}`)
            fake.subscribed.set(decoder, onMessage)
          }
          return fake.answers.shift() ?? true
        },
        async unsubscribe (decoders) {
          for (const decoder of [decoders].flat()) {
            fake.requests.push(`-${decoder.contentTopic}`)
            fake.subscribed.delete(decoder)
          }
          return true
        }
      },
      store: {
        async * queryGenerator (_decoders, query = {}) {
          fake.queries.push(query)
          for (const page of fake.pages(query)) yield page.map(async (message) => message)
        }
      },
      libp2p: {
        peerStore: { get: async () => ({ protocols: [STORE] }) },
        getConnections: () => connections,
        addEventListener: (type, listener) => peerEvents.addEventListener(type, listener),
        removeEventListener: (type, listener) => peerEvents.removeEventListener(type, listener)
      },
      createEncoder: (options) => ({ ...options }),
      createDecoder: (options) => ({ ...options })
    }
  }
  return fake
}
