import type { Side } from '../interleave.ts'
import type { BenchContext } from '../measure.ts'
import type { Site } from '../pages/serve-site.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { enginePair } from './page-pair.ts'
import { movePrepared } from './page-transfer.ts'

/** MB/s from the first byte to the verified file in private storage; those since `send()` go into the list given. */
export function pagePassel(context: BenchContext, site: Site, bytes: number, sinceSend: number[]): Side {
  return {
    name: 'Passel, page to page (MB/s)',
    run: (round) =>
      enginePair(context, site, `pages-${round}`, async (pair) => {
        await pair.sender.call('prepare', bytes)
        const { id, sendAt, firstByteAt, doneAt } = await movePrepared(pair)
        await pair.receiver.call('verify', id, bytes)
        sinceSend.push(megabytesPerSecond(bytes, (doneAt - sendAt) / 1000))
        return megabytesPerSecond(bytes, (doneAt - firstByteAt) / 1000)
      }),
  }
}
