import type { LinkShape } from '../delay-line.ts'
import type { Side } from '../interleave.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { startSubject } from '../subject.ts'
import type { BitswapFetchRequest } from '../subjects/bitswap-fetch.ts'
import type { BitswapSeedOptions, BitswapSeedReady } from '../subjects/bitswap-seed.ts'
import type { TransferTimes } from '../transfer.ts'
import { allStopped } from './all-stopped.ts'
import { portOf, startLink, throughLink } from './link.ts'

/** MB/s of raw 256 KiB blocks over bitswap, so many asked for at once, memory to memory. */
export function bitswap(bytes: number, parallel: number, shape?: LinkShape): Side {
  return {
    name: parallel === 1 ? 'bitswap, one by one (MB/s)' : `bitswap, ${parallel} in parallel (MB/s)`,
    run: () =>
      allStopped(async ({ keep }) => {
        const options: BitswapSeedOptions = { bytes }
        const seed = keep(await startSubject<BitswapSeedReady>('bitswap-seed', options))
        let { address } = seed.ready
        if (shape !== undefined) address = throughLink(address, keep(await startLink(portOf(address), shape)))
        const client = keep(await startSubject<null, BitswapFetchRequest, TransferTimes>('bitswap-fetch', {}))
        const { cids } = seed.ready
        const times = await client.ask({ address, cids, parallel })
        return megabytesPerSecond(times.bytes, times.seconds)
      }),
  }
}
