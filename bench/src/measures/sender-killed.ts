import { join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { startNetwork } from '../passel.ts'
import { CHUNK_BYTES, GIB, MIB, sealedBytes } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { freePort, startEngine } from '../sides/engine.ts'
import { halfWay, lastWords } from '../sides/half-way.ts'
import { series } from './series.ts'

const SEALED_AGAIN = 'sealed again'
const SENT_AGAIN = 'sent again'

/** Bytes that an engine reads for itself, its program and its journal, when it seals a file of one chunk. */
async function ownReading(context: BenchContext, directory: string): Promise<number> {
  return allStopped(async ({ keep }) => {
    const engine = keep(await startEngine({ home: join(directory, 'own') }))
    const { id } = await engine.send(await context.inputFile(CHUNK_BYTES), { until: 'sealed' })
    await engine.finish(id)
    return (await engine.countBytesRead()) - CHUNK_BYTES
  })
}

/**
 * Kills a sender with half of the file sealed and tells what both runs together sealed twice, in percent of the file.
 * Nobody receives, so what a process reads beside its own is what it seals; the kernel counts it, not the engine.
 */
function sealedAgain(context: BenchContext, bytes: number): Side {
  return {
    name: `${SEALED_AGAIN} (% of the file)`,
    run: (round) =>
      inDirectory(context, `sealed-${round}`, (directory) =>
        allStopped(async ({ keep }) => {
          const setUp = { home: join(directory, 'home') }
          const first = keep(await startEngine(setUp))
          const die = halfWay(directory)
          const path = await context.inputFile(bytes)
          const own = await ownReading(context, directory)
          const { id } = await first.send(path, { until: 'sealed', die })
          const { bytesRead } = await lastWords(first, die)
          const second = keep(await startEngine(setUp))
          await second.finish(id)
          const read = bytesRead - first.bytesReadBefore + (await second.countBytesRead())
          return (100 * Math.max(0, read - 2 * own - bytes)) / bytes
        }),
      ),
  }
}

/**
 * The same with a receiver that stays: sealed bytes it got beyond the payload's (MiB). With Waku, because a sender that
 * comes back may be another peer than the one the reference names.
 */
function sentAgain(context: BenchContext, network: string, bytes: number): Side {
  return {
    name: `${SENT_AGAIN} (MiB)`,
    run: (round) =>
      inDirectory(context, `sent-${round}`, (directory) =>
        allStopped(async ({ keep }) => {
          const path = await context.inputFile(bytes)
          const output = join(directory, 'output')
          const setUp = { home: join(directory, 'sender'), network, listenPort: await freePort() }
          const first = keep(await startEngine(setUp))
          await first.warm()
          const receiver = keep(await startEngine({ home: join(directory, 'receiver'), network }))
          const die = halfWay(directory)
          const sent = await first.send(path, { die })
          const { id } = await receiver.receive(sent.reference, output)
          await lastWords(first, die)
          keep(await startEngine(setUp))
          const done = await receiver.finish(id)
          await expectSameFile(path, output)
          return Math.max(0, done.traffic.in - sealedBytes(bytes)) / MIB
        }),
      ),
  }
}

export const senderKilled: Measure = {
  name: 'sender-killed',
  title: 'After SIGKILL of the sender half-way through sealing',
  reference: 'the whole file',
  targets: [
    { figure: SEALED_AGAIN, atMost: 1 },
    { figure: SENT_AGAIN, atMost: 0 },
  ],
  run: (context) =>
    allStopped(async ({ keep }) => {
      const bytes = context.size(GIB)
      const network = keep(await startNetwork(context.scratch))
      const sides = [sealedAgain(context, bytes), sentAgain(context, network.file, bytes)]
      const values = await interleave(context, sides)
      return {
        sides: [],
        figures: sides.map(({ name }, index) => series(name, values[index] ?? [])),
        notes: [`a file of ${bytes / MIB} MiB; first figure: nobody receives; second: a receiver over TCP that stays`],
      }
    }),
}
