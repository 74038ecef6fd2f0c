import { errorCode, PasselError } from '../errors.ts'
import type { SwarmNo } from '../ids.ts'
import type { Event } from '../machines/event.ts'
import type { StorePort } from '../ports.ts'

/** Whether the files that are being sent can still be read. */
export interface SourceCheck {
  /** A sender whose file is gone gives nothing: that shows at once, not when the first member asks for a chunk. */
  check (swarm: SwarmNo): void
  /** Asks the person for a file that may not be opened by itself; rejects with `source-missing` where that fails. */
  ask (swarm: SwarmNo): Promise<void>
}

export function createSourceCheck (
  store: Pick<StorePort, 'readPlain' | 'askForSource'>, dispatch: (event: Event) => void
): SourceCheck {
  return {
    check: (swarm) => {
      store.readPlain(swarm, 0, 1).catch((error: unknown) => {
      const code = errorCode(error)
        if (code !== 'source-missing' && code !== 'source-changed') return // whoever reads on is told
        dispatch({ type: 'store-failed', swarm, code, during: 'read' })
      })
    },
    ask: async (swarm) => {
      if (store.askForSource === undefined || await store.askForSource(swarm)) return
      throw new PasselError(
        'source-missing', 'this file may not be opened again by itself: choose it, and hand it to resume'
      )
    }
  }
}
