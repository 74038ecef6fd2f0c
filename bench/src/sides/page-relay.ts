import { startSubject } from '../subject.ts'
import type { PageRelayReady } from '../subjects/page-relay.ts'
import { allStopped } from './all-stopped.ts'

/** Runs with a fresh relay that pages can dial; gives its address. */
export function withPageRelay<T>(use: (relay: string) => Promise<T>): Promise<T> {
  return allStopped(async ({ keep }) => {
    const { ready } = keep(await startSubject<PageRelayReady>('page-relay', {}))
    return use(ready.address)
  })
}
