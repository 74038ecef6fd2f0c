import { join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import { interleave } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { CHUNK_BYTES, MIB, sealedBytes } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { halfWay, lastWords } from '../sides/half-way.ts'
import { startListening } from '../sides/listening-engine.ts'
import { series } from './series.ts'

const AGAIN = 'bytes fetched again'

/** What may be in flight on a TCP link at most: all that may have been asked for. */
const IN_FLIGHT_BYTES = 8 * MIB

/** Kills a receiver at half, starts it again on its home, and counts what was sent beyond the payload (MiB). */
function killAtHalf(context: BenchContext, bytes: number, round: number): Promise<number> {
  return inDirectory(context, `killed-${round}`, (directory) =>
    allStopped(async (started) => {
      const path = await context.inputFile(bytes)
      const output = join(directory, 'output')
      const setUp = { home: join(directory, 'receiver') }
      const sender = await startListening(started, join(directory, 'sender'))
      await sender.warm()
      const sent = await sender.send(path)
      const first = started.keep(await startEngine(setUp))
      const death = halfWay(directory)
      const { id } = await first.receive(sent.reference, output, death)
      await lastWords(first, death)
      const second = started.keep(await startEngine(setUp))
      await second.finish(id)
      await expectSameFile(path, output)
      // By the sender's count, which also knows what the killed process had not read.
      const { traffic } = await sender.look(sent.id)
      return Math.max(0, traffic.out - sealedBytes(bytes)) / MIB
    }),
  )
}

export const receiverKilled: Measure = {
  name: 'receiver-killed',
  title: 'After SIGKILL of the receiver at half',
  reference: 'what was in flight (8 MiB at most) and one chunk',
  targets: [{ figure: AGAIN, atMost: (IN_FLIGHT_BYTES + CHUNK_BYTES) / MIB }],
  run: async (context) => {
    const bytes = context.size(256 * MIB)
    const side = { name: `${AGAIN} (MiB)`, run: (round: number) => killAtHalf(context, bytes, round) }
    const [again = []] = await interleave(context, [side])
    return { sides: [], figures: [series(side.name, again)], notes: [`a file of ${bytes / MIB} MiB over TCP`] }
  },
}
