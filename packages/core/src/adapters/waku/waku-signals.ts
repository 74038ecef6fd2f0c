import { MAX_SIGNAL_BYTES, PUBLISH_PATIENCE_MS } from '../../limits.ts'
import type { CreateSignalPort } from '../../ports.ts'
import { checkAppPrefix, type AppPrefix } from './content-topic.ts'
import { createHistory } from './history.ts'
import type { WakuLightNode } from './light-node.ts'
import { createPublisher } from './publisher.ts'
import { createReach } from './reach.ts'
import { createRecent } from './recent.ts'
import { checkServiceAddresses, createOwnNode, type OwnNodeOptions } from './own-node/create-own-node.ts'
import { createWatcher } from './watcher.ts'

/** A light node of the application, which keeps it: started by it, and stopped by it after the engine. */
export interface GivenNode { readonly node: WakuLightNode }

export interface SignalOptions {
  /**
   * Application and version, e.g. `/my-chat/1`: members who share it hear each other, and it alone decides on the
   * shard.
   */
  readonly app: AppPrefix
  /**
   * Milliseconds until a message that no service node takes is given up; at most 15 s, or its time is too far off.
   * @default 15 s
   */
  readonly publishPatienceMs?: number
}

export type WakuSignalsOptions = SignalOptions & (GivenNode | OwnNodeOptions)

/**
 * Signals over Waku, through a light node of the application or one of their own, for which `@waku/sdk` must be
 * installed. The port opens at once whatever the network does, and comes up by itself later. Throws `bad-option` when
 * `app` is not of the form `/my-chat/1`, or an address of a service node lacks its peer id.
 */
export function wakuSignals (options: WakuSignalsOptions): CreateSignalPort {
  const { app, publishPatienceMs = PUBLISH_PATIENCE_MS } = options
  checkAppPrefix(app)
  if ('bootstrapPeers' in options) checkServiceAddresses(options.bootstrapPeers)
  return async (listener) => {
    const own = 'node' in options ? undefined : await createOwnNode(options)
    const node = 'node' in options ? options.node : own!.node
    const recent = createRecent()
    const reach = createReach(node)
    const history = createHistory(node, app)
    const patienceMs = Math.min(publishPatienceMs, PUBLISH_PATIENCE_MS)
    const publisher = createPublisher({ node, app, reach, recent, patienceMs })
    const closing = new AbortController()
    const watcher = createWatcher({
      node,
      app,
      reach,
      history,
      onState: listener.health,
      hear: (bucket, payload, sentAtMs) => {
        const ours = !closing.signal.aborted && payload.length <= MAX_SIGNAL_BYTES
        if (ours && recent.isNew(bucket, payload, sentAtMs)) listener.message(bucket, payload, sentAtMs)
      }
    })
    return {
      publish: publisher.publish,
      watch: (buckets) => {
        if (!closing.signal.aborted) watcher.watch(buckets)
      },
      query: (bucket, sinceMs, untilMs, maxBytes, signal) => {
        const stop = AbortSignal.any([closing.signal, ...signal === undefined ? [] : [signal]])
        return history.query(bucket, sinceMs, untilMs, maxBytes, stop)
      },
      async close () {
        if (closing.signal.aborted) return
        closing.abort()
        publisher.close()
        await watcher.close()
        reach.close()
        await own?.stop()
      }
    }
  }
}
