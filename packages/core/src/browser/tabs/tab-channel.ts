import { describeFailure, revive } from '../../adapters/store/messages.ts'
import { PasselError } from '../../errors.ts'
import type { TabCall, TabId, TabMessage, TabNews } from './messages.ts'

/** A BroadcastChannel, as far as it is used here. */
export interface TabPort {
  postMessage (message: unknown): void
  addEventListener (type: 'message', listener: (event: { readonly data: unknown }) => void): void
  close (): void
}

export interface TabChannelListener {
  news (message: TabNews): void
  /** Answers another tab. */
  serve (call: TabCall, from: TabId, signal: AbortSignal): Promise<unknown>
}

/** Talks to the other tabs: to all of them, or by calls to one. */
export interface TabChannel {
  tell (message: TabNews): void
  /** Asks one tab; never settles when that tab is gone, so that the caller ends it by its signal. */
  ask (to: TabId, call: TabCall, signal: AbortSignal): Promise<unknown>
  close (): void
}

export function createTabChannel (channel: TabPort, self: TabId, listener: TabChannelListener): TabChannel {
  const asked = new Map<number, { resolve (value: unknown): void, reject (error: unknown): void }>()
  const serving = new Map<string, AbortController>()
  let nextId = 1

  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- channels reach their own origin only
  const post = (message: TabMessage): void => channel.postMessage(message)

  async function serve ({ from, id, call }: TabMessage & { type: 'call' }): Promise<void> {
    const key = `${from} ${id}`
    const abandoned = new AbortController()
    serving.set(key, abandoned)
    try {
      post({ type: 'answer', to: from, id, value: await listener.serve(call, from, abandoned.signal) })
    } catch (error) {
      post({ type: 'failure', to: from, id, error: describeFailure(error) })
    } finally {
      serving.delete(key)
    }
  }

  channel.addEventListener('message', ({ data }) => {
    const message = data as TabMessage
    if ('to' in message && message.to !== self) return
    switch (message.type) {
      case 'call': void serve(message); break
      case 'abandon': serving.get(`${message.from} ${message.id}`)?.abort(); break
      case 'answer': asked.get(message.id)?.resolve(message.value); break
      case 'failure': asked.get(message.id)?.reject(revive(message.error)); break
      default: listener.news(message)
    }
  })

  return {
    tell: post,
    ask: async (to, call, signal) => {
      signal.throwIfAborted()
      const id = nextId++
      return await new Promise((resolve, reject) => {
        const abandon = (): void => {
          asked.delete(id)
          post({ type: 'abandon', from: self, to, id })
          reject(signal.reason)
        }
        const settle = (end: () => void): void => {
          asked.delete(id)
          signal.removeEventListener('abort', abandon)
          end()
        }
        asked.set(id, {
          resolve: (value) => settle(() => resolve(value)),
          reject: (error) => settle(() => reject(error))
        })
        signal.addEventListener('abort', abandon, { once: true })
        try {
          post({ type: 'call', from: self, to, id, call })
        } catch (cause) {
          const message = `${call.do}: an argument cannot be handed to another tab`
          settle(() => reject(new PasselError('bad-option', message, { cause })))
        }
      })
    },
    close: () => channel.close()
  }
}
