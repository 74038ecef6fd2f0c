/**
 * Keeps the watched buckets subscribed whatever becomes of the service nodes, and looks up what was stored meanwhile:
 * Waku replays nothing to a new subscription. Each round leaves topics no longer watched, joins those that are not
 * subscribed, and looks up what may have been missed; a round that fails is tried again later.
 */
import {
  MAX_MISSED_BYTES, MAX_TOPICS_PER_REQUEST, MAX_WAKU_RETRY_MS, SETTLE_MS, SUBSCRIBE_TIMEOUT_MS, UNNOTICED_LOSS_MS,
  WAKU_CLOCK_SKEW_MS, WAKU_RETRY_MS
} from '../../limits.ts'
import { bucketOf, contentTopicOf, type AppPrefix } from './content-topic.ts'
import type { History } from './history.ts'
import { FILTER_LOST_EVENT, type WakuDecoder, type WakuLightNode, type WakuReceived } from './light-node.ts'
import { within } from './patience.ts'
import type { Reach } from './reach.ts'
import { createRounds } from './rounds.ts'

export interface Watcher {
  /** Replaces the set of buckets listened to. */
  watch (buckets: readonly number[]): void
  /** Ends our subscriptions, politely where that can be done in time. */
  close (): Promise<void>
}

export interface WatcherNeeds {
  readonly node: WakuLightNode
  readonly app: AppPrefix
  readonly reach: Reach
  readonly history: History
  readonly hear: (bucket: number, payload: Uint8Array, sentAtMs: number) => void
  /** Up: reachable, and subscribed to everything watched. Told at every change. */
  readonly onState: (state: 'up' | 'down') => void
}

interface Watched {
  readonly bucket: number
  /** Of the latest attempt to subscribe: the SDK takes a second one with the same topic for done. */
  decoder: WakuDecoder | undefined
  subscribed: boolean
  /** Wall time in ms at which the SDK is asked once more whether it has the subscription; undefined when it was. */
  confirmAtMs: number | undefined
  /** Wall time in ms from which on messages may have been missed. */
  missingSinceMs: number | undefined
}

export function createWatcher ({ node, app, reach, history, hear, onState }: WatcherNeeds): Watcher {
  const watched = new Map<number, Watched>()
  const closing = new AbortController()
  const rounds = createRounds(round, WAKU_RETRY_MS, MAX_WAKU_RETRY_MS)
  const leaving: WakuDecoder[] = []
  let losses = 0 // moments after which something may have been missed
  let endings = 0 // those of them that ended our subscriptions
  let state: 'up' | 'down' = 'down'

  async function round (): Promise<void> {
    if (!reach.reachable) return
    await leave(leaving.splice(0))
    try {
      await join([...watched.values()].filter(({ subscribed }) => !subscribed))
      await confirm()
    } catch (error) {
      setState('down')
      throw error
    }
    if (reach.reachable) setState('up')
    for (const entry of watched.values()) await lookUp(entry)
  }

  async function leave (decoders: WakuDecoder[]): Promise<void> {
    if (decoders.length > 0) await within(node.filter.unsubscribe(decoders), SUBSCRIBE_TIMEOUT_MS)
  }

  async function join (entries: Watched[]): Promise<void> {
    const before = endings
    await leave(entries.flatMap(({ decoder }) => decoder ?? []))
    while (entries.length > 0) {
      const some = entries.splice(0, MAX_TOPICS_PER_REQUEST)
      const decoders = some.map((entry) => {
        entry.decoder = node.createDecoder({ contentTopic: contentTopicOf(app, entry.bucket) })
        return entry.decoder
      })
      if (!await within(node.filter.subscribe(decoders, receive), SUBSCRIBE_TIMEOUT_MS)) {
        throw new Error('no service node took the subscription')
      }
      if (endings !== before) throw new Error('a service node was lost while subscribing')
      for (const entry of some) {
        entry.subscribed = true
        entry.confirmAtMs = Date.now() + SETTLE_MS
      }
      rounds.request(SETTLE_MS)
    }
  }

  /**
   * Of two first subscriptions that are made at the same time, ours and one of the application, the SDK forgets one and
   * calls both done. Asked for again, one that lives costs nothing.
   */
  async function confirm (): Promise<void> {
    const now = Date.now()
    const doubtful = [...watched.values()].filter((entry) => entry.subscribed && entry.confirmAtMs !== undefined)
    const due = doubtful.filter(({ confirmAtMs = 0 }) => confirmAtMs <= now)
    if (due.length < doubtful.length) rounds.request(SETTLE_MS)
    while (due.length > 0) {
      const some = due.splice(0, MAX_TOPICS_PER_REQUEST)
      const decoders = some.flatMap(({ decoder }) => decoder ?? [])
      if (!await within(node.filter.subscribe(decoders, receive), SUBSCRIBE_TIMEOUT_MS)) {
        for (const entry of some) entry.subscribed = false
        throw new Error('no service node took the subscription')
      }
      for (const entry of some) {
        const sinceMs = (entry.confirmAtMs ?? now) - SETTLE_MS - WAKU_CLOCK_SKEW_MS
        entry.missingSinceMs = Math.min(entry.missingSinceMs ?? Infinity, sinceMs)
        entry.confirmAtMs = undefined
      }
    }
  }

  async function lookUp (entry: Watched): Promise<void> {
    const before = losses
    if (entry.missingSinceMs === undefined || closing.signal.aborted) return
    const untilMs = Date.now() + WAKU_CLOCK_SKEW_MS
    const past = history.query(entry.bucket, entry.missingSinceMs, untilMs, MAX_MISSED_BYTES, closing.signal)
    for await (const { payload, sentAtMs } of past) {
      if (watched.get(entry.bucket) === entry) hear(entry.bucket, payload, sentAtMs)
    }
    if (losses === before) entry.missingSinceMs = undefined
  }

  function receive ({ contentTopic, payload, timestamp }: WakuReceived): void {
    const bucket = bucketOf(app, contentTopic)
    if (bucket !== undefined && watched.has(bucket)) hear(bucket, payload, timeOf(timestamp))
  }

  function timeOf (timestamp: Date | undefined): number {
    const ms = timestamp?.getTime() ?? Number.NaN
    // Anybody can send a message without a time, or with one beyond all calendars.
    return Number.isFinite(ms) ? ms : Date.now()
  }

  function setState (next: 'up' | 'down'): void {
    if (state === next || closing.signal.aborted) return
    state = next
    onState(next)
  }

  /** Messages may have been missed; unless something else renews the subscriptions, they are gone as well. */
  function lost (subscriptions: 'gone' | 'renewed'): void {
    losses++
    if (subscriptions === 'gone') endings++
    const sinceMs = Date.now() - UNNOTICED_LOSS_MS
    for (const entry of watched.values()) {
      if (entry.subscribed) entry.missingSinceMs = Math.min(entry.missingSinceMs ?? Infinity, sinceMs)
      if (subscriptions === 'gone') entry.subscribed = false
    }
  }

  const onFilterLost = (): void => {
    lost('gone')
    rounds.request()
  }
  // With another service node left the SDK subscribes there by itself, and says nothing.
  const onDisconnect = (): void => {
    lost('renewed')
    rounds.request(SETTLE_MS)
  }
  node.events.addEventListener(FILTER_LOST_EVENT, onFilterLost)
  node.libp2p.addEventListener('peer:disconnect', onDisconnect)
  reach.onChange(() => {
    if (!reach.reachable) {
      lost('gone')
      setState('down')
    }
    rounds.request()
  })
  rounds.request()

  return {
    watch (buckets) {
      const wanted = new Set(buckets)
      for (const [bucket, { decoder }] of watched) {
        if (wanted.has(bucket)) continue
        watched.delete(bucket)
        if (decoder !== undefined) leaving.push(decoder)
      }
      for (const bucket of wanted) {
        if (!watched.has(bucket)) {
          const missingSinceMs = Date.now()
          watched.set(bucket, { bucket, decoder: undefined, subscribed: false, confirmAtMs: undefined, missingSinceMs })
        }
      }
      rounds.request()
    },
    async close () {
      closing.abort()
      node.events.removeEventListener(FILTER_LOST_EVENT, onFilterLost)
      node.libp2p.removeEventListener('peer:disconnect', onDisconnect)
      await rounds.close()
      leaving.push(...[...watched.values()].flatMap(({ decoder }) => decoder ?? []))
      watched.clear()
      await leave(leaving.splice(0)).catch(() => 'the subscriptions end with the connection')
    }
  }
}
