import { join } from 'node:path'
import type { LinkShape } from '../delay-line.ts'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import type { Side } from '../interleave.ts'
import type { BenchContext } from '../measure.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { allStopped } from './all-stopped.ts'
import { startEngine } from './engine.ts'
import { startListening } from './listening-engine.ts'

/**
 * MB/s of Passel file to file over TCP, from the first verified chunk to the verified file. Both engines are up
 * before; sealing starts with `send()` and runs beside the transfer. `sinceSend` collects the rate counted from there.
 */
export function passelTransfer(context: BenchContext, bytes: number, sinceSend: number[], shape?: LinkShape): Side {
  return {
    name: 'Passel, file to file (MB/s)',
    run: (round) =>
      inDirectory(context, `transfer-${round}`, (directory) =>
        allStopped(async (started) => {
          const path = await context.inputFile(bytes)
          const output = join(directory, 'output')
          const sender = await startListening(started, join(directory, 'sender'), shape)
          const receiver = started.keep(await startEngine({ home: join(directory, 'receiver') }))
          await sender.warm()
          const sent = await sender.send(path)
          const received = await receiver.receive(sent.reference, output)
          const done = await receiver.finish(received.id)
          await expectSameFile(path, output)
          sinceSend.push(megabytesPerSecond(bytes, (done.at - sent.calledAt) / 1000))
          const firstByteAt = received.begunAt + (done.firstByteMs ?? 0)
          return megabytesPerSecond(bytes, (done.at - firstByteAt) / 1000)
        }),
      ),
  }
}
