import type { TabId } from './messages.ts'

/** Web Locks, as far as they are used here. */
export type Locks = Pick<LockManager, 'request'>

/** Tells which tabs live: each holds a lock of its own name, which the browser frees whatever way the tab ends. */
export interface Presence {
  /** Aborts when the tab is gone. */
  gone (tab: TabId): AbortSignal
}

/** This tab counts as living until `left` aborts. */
export function createPresence (locks: Locks, prefix: string, self: TabId, left: AbortSignal): Presence {
  const watched = new Map<TabId, AbortSignal>()

  hold(locks, `${prefix}:tab:${self}`, left, async () => {
    await new Promise<void>((resolve) => left.addEventListener('abort', () => resolve(), { once: true }))
  })

  return {
    gone: (tab) => {
      const known = watched.get(tab)
      if (known !== undefined) return known
      const gone = new AbortController()
      watched.set(tab, gone.signal)
      hold(locks, `${prefix}:tab:${tab}`, left, async () => {
        watched.delete(tab)
        gone.abort(new Error('the tab is gone'))
      })
      return gone.signal
    }
  }
}

function hold (locks: Locks, name: string, signal: AbortSignal, held: () => Promise<void>): void {
  locks.request(name, { signal }, held).catch(() => 'nobody has to know any more')
}
