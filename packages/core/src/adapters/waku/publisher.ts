import { PasselError } from '../../errors.ts'
import {
  MAX_PUBLISH_STREAMS, MAX_SIGNAL_BYTES, MAX_WAITING_SIGNALS, MAX_WAKU_RETRY_MS, PUBLISH_TIMEOUT_MS, WAKU_RETRY_MS
} from '../../limits.ts'
import { contentTopicOf, type AppPrefix } from './content-topic.ts'
import type { WakuLightNode } from './light-node.ts'
import { canceled, within } from './patience.ts'
import type { Reach } from './reach.ts'
import type { Recent } from './recent.ts'
import { createTurns } from './turns.ts'

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
  /** Milliseconds until a message is given up. */
  readonly patienceMs: number
}

export function createPublisher ({ node, app, reach, recent, patienceMs }: PublisherNeeds): Publisher {
  const closing = new AbortController()
  const turns = createTurns(MAX_PUBLISH_STREAMS)
  let unfinished = 0

  async function deliver (
    bucket: number,
    payload: Uint8Array,
    stored: boolean,
    giveUpAt: number,
    signal: AbortSignal
  ): Promise<void> {
    const encoder = node.createEncoder({ contentTopic: contentTopicOf(app, bucket), ephemeral: !stored })
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

  async function attempt (
    encoder: ReturnType<WakuLightNode['createEncoder']>,
    message: { payload: Uint8Array, timestamp: Date },
    signal: AbortSignal
  ): Promise<string | undefined> {
    try {
      // Never the SDK's own retry: it stamps the message anew, and everybody gets it twice.
      const { successes, failures } = await within(
        node.lightPush.send(encoder, message, { autoRetry: false }),
        PUBLISH_TIMEOUT_MS,
        signal
      )
      if (successes.length > 0) return undefined
      return failures.map(({ error }) => error).join(', ') || 'no service node took it'
    } catch (error) {
      if (signal.aborted) throw canceled(signal)
      return error instanceof Error ? error.message : String(error)
    }
  }

  return {
    async publish (bucket, payload, stored, signal) {
      if (payload.length > MAX_SIGNAL_BYTES) {
        throw new PasselError('bad-option', `a signal has at most ${MAX_SIGNAL_BYTES} bytes`)
      }
      if (unfinished >= MAX_WAITING_SIGNALS) {
        throw new PasselError('waku-unreachable', 'too many signals wait to be published')
      }
      const giveUpAt = performance.now() + patienceMs
      const stop = AbortSignal.any([closing.signal, ...signal === undefined ? [] : [signal]])
      unfinished++
      try {
        await turns.take(stop)
        try {
          await deliver(bucket, payload, stored, giveUpAt, stop)
        } finally {
          turns.giveBack()
        }
      } finally {
        unfinished--
      }
    },
    close: () => closing.abort()
  }
}
