import type { Locks } from './presence.ts'
import type { TabsOptions } from './create-tab-engine.ts'

/** For browsers without Web Locks or channels between tabs: every tab leads, and the store admits one of them. */
type Held = () => unknown

export const loneTab: Pick<TabsOptions, 'locks' | 'openChannel' | 'patienceMs'> = {
  patienceMs: 0, // the store waits a moment by itself
  locks: { request: (async (_name: string, _options: LockOptions, held: Held) => await held()) as Locks['request'] },
  openChannel: () => ({
    postMessage: () => { /* Nobody hears it. */ },
    addEventListener: () => { /* Nobody speaks. */ },
    close: () => { /* There is nothing to close. */ }
  })
}
