import { basename, join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import type { Side } from '../interleave.ts'
import type { BenchContext } from '../measure.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { startSubject } from '../subject.ts'
import type { WebTorrentFetchRequest } from '../subjects/webtorrent-fetch.ts'
import type { WebTorrentSeedOptions, WebTorrentSeedReady } from '../subjects/webtorrent-seed.ts'
import type { TransferTimes } from '../transfer.ts'
import { allStopped } from './all-stopped.ts'

/** MB/s of one file over WebTorrent (TCP, one seed dialled directly), disk to disk, pieces verified. */
export function webtorrent(context: BenchContext, bytes: number): Side {
  return {
    name: 'WebTorrent, file to file (MB/s)',
    run: (round) =>
      inDirectory(context, `torrent-${round}`, (directory) =>
        allStopped(async ({ keep }) => {
          const path = await context.inputFile(bytes)
          const options: WebTorrentSeedOptions = { path }
          const seed = keep(await startSubject<WebTorrentSeedReady>('webtorrent-seed', options))
          const client = keep(await startSubject<null, WebTorrentFetchRequest, TransferTimes>('webtorrent-fetch', {}))
          const times = await client.ask({ ...seed.ready, directory })
          await expectSameFile(path, join(directory, basename(path)))
          return megabytesPerSecond(times.bytes, times.seconds)
        }),
      ),
  }
}
