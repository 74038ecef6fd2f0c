import type { Stream } from '@libp2p/interface'
import { lpStream, type LengthPrefixedStream } from '@libp2p/utils'
import { MAX_PUSH_QUEUE, PUSH_TIMEOUT_MS } from './limits.ts'

export const FILTER_PUSH_PROTOCOL = '/vac/waku/filter-push/2.0.0-beta1'

/** One subscriber's line: messages in order, over one long-lived stream. */
export interface PushLine {
  push (message: Uint8Array): void
  close (): void
}

/**
 * Creates a line that opens its stream with the first message. One stream for each message would end the service after
 * a hundred: that is as many as clients accept. `onDead` is called once, when a message could not be handed over.
 */
export function createPushLine (open: (signal: AbortSignal) => Promise<Stream>, onDead: () => void): PushLine {
  const queue: Uint8Array[] = []
  let line: { readonly stream: Stream, readonly messages: LengthPrefixedStream<Stream> } | undefined
  let state: 'idle' | 'busy' | 'dead' = 'idle'

  async function pump (): Promise<void> {
    state = 'busy'
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      // A stream that was closed since the last message says so only now: one more try, on a fresh one.
      if (!await hand(next) && !await hand(next)) return die()
    }
    state = 'idle'
  }

  async function hand (message: Uint8Array): Promise<boolean> {
    const signal = AbortSignal.timeout(PUSH_TIMEOUT_MS)
    try {
      if (line === undefined || line.stream.writeStatus !== 'writable') {
        const stream = await open(signal)
        line = { stream, messages: lpStream(stream) }
      }
      await line.messages.write(message, { signal })
      return true
    } catch {
      line?.stream.abort(new Error('the subscriber did not take a message'))
      line = undefined
      return false
    }
  }

  function die (): void {
    if (state === 'dead') return
    state = 'dead'
    queue.length = 0
    line?.stream.abort(new Error('the subscription ended'))
    onDead()
  }

  return {
    push (message) {
      if (state === 'dead') return
      queue.push(message)
      if (queue.length > MAX_PUSH_QUEUE) die()
      else if (state === 'idle') void pump()
    },
    close () {
      state = 'dead'
      queue.length = 0
      line?.stream.abort(new Error('the subscription ended'))
    }
  }
}
