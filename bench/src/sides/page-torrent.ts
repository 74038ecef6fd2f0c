import type { Side } from '../interleave.ts'
import type { BenchContext } from '../measure.ts'
import type { Site } from '../pages/serve-site.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { pagePair } from './page-pair.ts'
import { whileSignalling } from './page-signals.ts'

/** MB/s of one file by WebTorrent from page to page, one seed, into the store it takes in a page. */
export function pageTorrent(context: BenchContext, site: Site, bytes: number): Side {
  return {
    name: 'WebTorrent, page to page (MB/s)',
    run: (round) =>
      pagePair(context, site, `torrent-${round}`, async (pair) => {
        const { sender, receiver } = pair
        await Promise.all([sender, receiver].map((tab) => tab.call('load', 'torrent')))
        await sender.call('prepare', bytes)
        const torrentFile = await sender.call('seedTorrent')
        const seconds = await whileSignalling(pair, () => receiver.call('fetchTorrent', torrentFile))
        await receiver.call('verifyTorrent', bytes)
        return megabytesPerSecond(bytes, seconds)
      }),
  }
}
