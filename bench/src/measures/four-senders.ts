import { join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import { interleave } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { megabytesPerSecond, MIB } from '../sizes.ts'
import { allStopped, type Started } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { startListening } from '../sides/listening-engine.ts'
import { rawStream } from '../sides/raw-stream.ts'
import { pairedRatios } from '../statistics.ts'
import { series } from './series.ts'

const SENDERS = 4
const LIMITED = { roundTripMs: 0, bytesPerSecond: 10e6 }
const SHARE = "share of the senders' sum"
const TWICE = 'bytes received twice'

/** An author and three who have the whole payload, each behind a link of 10 MB/s, all still giving; the reference. */
async function startSenders(started: Started, context: BenchContext, path: string): Promise<string> {
  const home = (name: string): string => join(context.scratch, name)
  const author = await startListening(started, home('author'), LIMITED)
  await author.warm()
  const { reference } = await author.send(path)
  const fill = async (number: number): Promise<void> => {
    const holder = await startListening(started, home(`holder-${number}`), LIMITED)
    const { id } = await holder.receive(reference, home(`copy-${number}`))
    await holder.finish(id)
  }
  await Promise.all(Array.from({ length: SENDERS - 1 }, (_, number) => fill(number)))
  return reference
}

async function run(context: BenchContext, started: Started) {
  const bytes = context.size(256 * MIB)
  const path = await context.inputFile(bytes)
  const reference = await startSenders(started, context, path)
  const twice: number[] = []
  const receive = (round: number): Promise<number> =>
    inDirectory(context, `receiver-${round}`, (directory) =>
      allStopped(async ({ keep }) => {
        const receiver = keep(await startEngine({ home: join(directory, 'home') }))
        const output = join(directory, 'output')
        const received = await receiver.receive(reference, output)
        const done = await receiver.finish(received.id)
        await expectSameFile(path, output)
        twice.push((100 * done.traffic.twice) / bytes)
        return megabytesPerSecond(bytes, (done.at - received.begunAt - (done.firstByteMs ?? 0)) / 1000)
      }),
    )
  const one = rawStream(bytes / SENDERS, LIMITED)
  const sides = [
    { name: 'Passel from four senders (MB/s)', run: receive },
    { name: 'four times one raw stream (MB/s)', run: async (round: number) => SENDERS * (await one.run(round)) },
  ]
  const [ours = [], sum = []] = await interleave(context, sides)
  return {
    sides: [series('Passel from four senders (MB/s)', ours), series('four times one raw stream (MB/s)', sum)],
    figures: [
      { name: SHARE, unit: '', values: pairedRatios(ours, sum) },
      { name: TWICE, unit: '%', values: twice },
    ],
    notes: [`a file of ${bytes / MIB} MiB; each sender's link carries 10 MB/s`],
  }
}

export const fourSenders: Measure = {
  name: 'four-senders',
  title: 'Four senders, each limited to 10 MB/s',
  reference: 'their sum: four times a raw stream through the same link',
  targets: [
    { figure: SHARE, atLeast: 0.9 },
    { figure: TWICE, atMost: 2 },
  ],
  run: (context) => allStopped((started) => run(context, started)),
}
