import type { Side } from '../interleave.ts'
import type { BenchContext } from '../measure.ts'
import type { Site } from '../pages/serve-site.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { withPageRelay } from './page-relay.ts'
import { pagePair } from './page-pair.ts'

/** MB/s of raw 256 KiB blocks over bitswap and WebRTC, so many asked for at once, IndexedDB to IndexedDB. */
export function pageBitswap(context: BenchContext, site: Site, bytes: number, parallel: number): Side {
  return {
    name: `bitswap, ${parallel} in parallel, page to page (MB/s)`,
    run: (round) =>
      withPageRelay((relay) => pagePair(context, site, `bitswap-${round}`, async ({ sender, receiver }) => {
        const opened = [sender, receiver].map(async (tab) => {
          await tab.call('load', 'bitswap')
          return tab.call('openBitswap', relay)
        })
        const [address = ''] = await Promise.all(opened)
        await sender.call('prepare', bytes)
        const cids = await sender.call('storeBlocks')
        await receiver.call('dialBitswap', address)
        const seconds = await receiver.call('fetchBlocks', cids, parallel)
        await receiver.call('verifyBlocks', cids, bytes)
        return megabytesPerSecond(bytes, seconds)
      })),
  }
}
