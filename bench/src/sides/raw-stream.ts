import type { LinkShape } from '../delay-line.ts'
import type { Side } from '../interleave.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { startSubject } from '../subject.ts'
import type { RawStreamRequest } from '../subjects/raw-stream-client.ts'
import type { RawStreamServerOptions, RawStreamServerReady } from '../subjects/raw-stream-server.ts'
import type { TransferTimes } from '../transfer.ts'
import { allStopped } from './all-stopped.ts'
import { portOf, startLink, throughLink } from './link.ts'

/** MB/s of zeroes over one libp2p stream (TCP, noise, yamux) between two processes. */
export function rawStream(bytes: number, shape?: LinkShape): Side {
  return {
    name: 'raw libp2p stream of zeroes (MB/s)',
    run: () =>
      allStopped(async ({ keep }) => {
        const options: RawStreamServerOptions = {}
        const server = keep(await startSubject<RawStreamServerReady>('raw-stream-server', options))
        let { address } = server.ready
        if (shape !== undefined) address = throughLink(address, keep(await startLink(portOf(address), shape)))
        const client = keep(await startSubject<null, RawStreamRequest, TransferTimes>('raw-stream-client', {}))
        return megabytesPerSecond(bytes, (await client.ask({ address, bytes })).seconds)
      }),
  }
}
