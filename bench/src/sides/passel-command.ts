import { join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import type { Side } from '../interleave.ts'
import type { BenchContext } from '../measure.ts'
import { get, send, transferSeconds } from '../passel.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { allStopped } from './all-stopped.ts'

/** MB/s of `passel send` to `passel get` over TCP, from the first verified chunk to the verified file. */
export function passelCommand(context: BenchContext, network: string, bytes: number): Side {
  return {
    name: 'passel send to passel get (MB/s)',
    run: (round) =>
      inDirectory(context, `command-${round}`, (directory) =>
        allStopped(async ({ keep }) => {
          const path = await context.inputFile(bytes)
          const output = join(directory, 'output')
          const session = (name: string) => ({ home: join(directory, name), network })
          const listen = ['/ip4/127.0.0.1/tcp/0']
          const sending = keep(await send(path, { ...session('sender'), listen, until: 'forever' }))
          const result = await get(sending.reference, output, session('receiver'))
          await expectSameFile(path, output)
          return megabytesPerSecond(bytes, transferSeconds(result))
        }),
      ),
  }
}
