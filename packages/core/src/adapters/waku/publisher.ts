import { PasselError } from '../../errors.ts'
import {
  MAX_PUBLISHING, MAX_SIGNAL_BYTES, MAX_WAITING_SIGNALS, MAX_WAKU_RETRY_MS, PUBLISH_PATIENCE_MS, PUBLISH_TIMEOUT_MS, WAKU_RETRY_MS
} from '../../limits.ts'
import { contentTopicOf, type AppPrefix } from './content-topic.ts'
import type { WakuLightNode } from './light-node.ts'
import { canceled, within } from './patience.ts'
import type { Reach } from './reach.ts'
import type { Recent } from './recent.ts'

/** Publishes messages, each until a service node took it or patience ends. */
export interface Publisher {
  /** Fails with `waku-unreachable`, `canceled`, or `bad-option` when the payload is too large. */
  publish (bucket: number, payload: Uint8Array, stored: boolean, signal?: AbortSignal): Promise<void>
  close (): void
}

export interface PublisherNeeds {
  readonly node: WakuLightNode
  readonly app: AppPrefix
  readonly reach: Reach
  /** Told of what we publish, so that its echo is known. */
  readonly recent: Recent
}

export function createPublisher ({ node, app, reach, recent }: PublisherNeeds): Publisher {
  const closing = new AbortController()
  const waiting: (() => void)[] = []
  let publishing = 0

  async function turn (): Promise<void> {
    if (publishing < MAX_PUBLISHING) publishing++
    else await new Promise<void>((resolve) => waiting.push(resolve)) // who ends hands on its place
  }

  function endTurn (): void {
    const next = waiting.shift()
    if (next === undefined) publishing--
    else next()
  }

  async function deliver (bucket: number, payload: Uint8Array, stored: boolean, signal: AbortSignal): Promise<void> {
    const encoder = node.createEncoder({ contentTopic: contentTopicOf(app, bucket), ephemeral: !stored })
    const giveUpAt = performance.now() + PUBLISH_PATIENCE_MS
    let message: { readonly payload: Uint8Array, readonly timestamp: Date } | undefined
    let reason = 'there is no service node to publish through'
    for (let waitMs = WAKU_RETRY_MS; performance.now() < giveUpAt; waitMs = Math.min(waitMs * 2, MAX_WAKU_RETRY_MS)) {
      if (reach.reachable) {
        if (message === undefined) {
          // Stamped once: the same time gives the same hash, so whoever got an earlier attempt knows this one.
          message = { payload, timestamp: new Date() }
          recent.isNew(bucket, payload, message.timestamp.getTime())
        }
        const failure = await attempt(encoder, message, signal)
        if (failure === undefined) return
        reason = failure
      }
      await reach.change(Math.max(0, Math.min(waitMs, giveUpAt - performance.now())), signal)
    }
    throw new PasselError('waku-unreachable', `a signal could not be published: ${reason}`)
  }

  async function attempt (encoder: ReturnType<WakuLightNode['createEncoder']>, message: { payload: Uint8Array, timestamp: Date }, signal: AbortSignal): Promise<string | undefined> {
    try {
      // Never the SDK's own retry: it stamps the message anew, and everybody gets it twice.
      const { successes, failures } = await within(node.lightPush.send(encoder, message, { autoRetry: false }), PUBLISH_TIMEOUT_MS, signal)
      return successes.length > 0 ? undefined : failures.map(({ error }) => error).join(', ') || 'no service node took it'
    } catch (error) {
      if (signal.aborted) throw canceled(signal)
      return error instanceof Error ? error.message : String(error)
    }
  }

  return {
    async publish (bucket, payload, stored, signal) {
      if (payload.length > MAX_SIGNAL_BYTES) throw new PasselError('bad-option', `a signal has at most ${MAX_SIGNAL_BYTES} bytes`)
      if (waiting.length + publishing >= MAX_WAITING_SIGNALS) throw new PasselError('waku-unreachable', 'too many signals wait to be published')
      const stop = AbortSignal.any([closing.signal, ...signal === undefined ? [] : [signal]])
      if (stop.aborted) throw canceled(stop)
      await turn()
      try {
        await deliver(bucket, payload, stored, stop)
      } finally {
        endTurn()
      }
    },
    close: () => closing.abort()
  }
}
