import { canceled } from './patience.ts'
import { HEALTH_EVENT, type WakuLightNode } from './light-node.ts'

/** Whether the node has service nodes to publish through and to listen at. */
export interface Reach {
  readonly reachable: boolean
  /** Calls back at every change, until the returned function is called. */
  onChange (listener: () => void): () => void
  /** Resolves at the next change, or after `ms`; rejects with `canceled` as soon as `signal` fires. */
  change (ms: number, signal: AbortSignal): Promise<void>
  close (): void
}

/** Follows a node's health. */
export function createReach (node: WakuLightNode): Reach {
  const listeners = new Set<() => void>()
  const isReachable = (): boolean => node.health !== 'Unhealthy'
  let reachable = isReachable()
  const check = (): void => {
    if (isReachable() === reachable) return
    reachable = !reachable
    for (const listener of listeners) listener()
  }
  const onChange = (listener: () => void): () => void => {
    listeners.add(listener)
    return () => { listeners.delete(listener) }
  }
  node.events.addEventListener(HEALTH_EVENT, check)
  return {
    get reachable () { return reachable },
    onChange,
    async change (ms, signal) {
      await new Promise<void>((resolve, reject) => {
        const end = (settle: () => void): void => {
          clearTimeout(timer)
          stopListening()
          signal.removeEventListener('abort', cancel)
          settle()
        }
        const cancel = (): void => end(() => reject(canceled(signal)))
        const timer = setTimeout(() => end(resolve), ms)
        const stopListening = onChange(() => end(resolve))
        if (signal.aborted) cancel()
        else signal.addEventListener('abort', cancel, { once: true })
      })
    },
    close () {
      node.events.removeEventListener(HEALTH_EVENT, check)
      listeners.clear()
    }
  }
}
