import type { PrivacyClass } from '../ids.ts'
import type { Event } from '../machines/event.ts'

/** Who waits until a class can be dialled from outside. */
export interface Reachability {
  handled (event: Event): void
  /** Resolves with the class's first address, or when `signal` aborts. */
  reached (privacy: PrivacyClass, signal?: AbortSignal): Promise<void>
}

export function createReachability (): Reachability {
  const waiting = new Set<{ readonly privacy: PrivacyClass, readonly resolve: () => void }>()
  return {
    handled: (event) => {
      if (event.type !== 'self' || event.addresses.length === 0) return
      for (const waiter of waiting) if (waiter.privacy === event.privacy) waiter.resolve()
    },
    reached: (privacy, signal) => new Promise((resolve) => {
      const waiter = { privacy, resolve: () => {
        waiting.delete(waiter)
        resolve()
      } }
      waiting.add(waiter)
      signal?.addEventListener('abort', waiter.resolve, { once: true })
    })
  }
}
