import { join } from 'node:path'
import { inDirectory } from '../directory.ts'
import { interleave } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { KIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { startListening } from '../sides/listening-engine.ts'
import { series } from './series.ts'

const FIRST = 'first byte at the receiver'
const PADDING = 'sealed bytes / what the flush rule allows'
const BYTES_PER_SECOND = 200
const SECONDS = 30
const STREAM_CHUNK_BYTES = 64 * KIB

/**
 * Chunks that a source slower than a chunk a second may take in so many seconds: one each second for ten, then one
 * whenever a tenth of the time so far has passed, and the last.
 */
function chunksAllowed(seconds: number): number {
  return Math.min(seconds, 10) + Math.ceil(Math.log(Math.max(1, seconds / 10)) / Math.log(1.1)) + 1
}

function streamSlowly(context: BenchContext, round: number) {
  return inDirectory(context, `slow-${round}`, (directory) =>
    allStopped(async (started) => {
      const sender = await startListening(started, join(directory, 'sender'))
      const receiver = started.keep(await startEngine({ home: join(directory, 'receiver') }))
      await sender.warm()
      const sent = await sender.sendSlowly(BYTES_PER_SECOND, SECONDS)
      const received = await receiver.receive(sent.reference, join(directory, 'output'))
      const firstByteMs = (await receiver.readFirstByte(received.id)) - sent.calledAt
      const done = await receiver.finish(received.id)
      return { firstByteMs, padding: done.traffic.in / (chunksAllowed(SECONDS) * STREAM_CHUNK_BYTES) }
    }),
  )
}

export const slowStream: Measure = {
  name: 'slow-stream',
  title: `A slow stream (${BYTES_PER_SECOND} B/s)`,
  reference: 'the first bytes at the source; chunks by the flush rule: max(1 s, 10 % of the time so far)',
  targets: [
    { figure: FIRST, atMost: 2000 },
    { figure: PADDING, atMost: 1 },
  ],
  run: async (context) => {
    const padding: number[] = []
    const side = {
      name: `${FIRST} (ms)`,
      run: async (round: number) => {
        const stream = await streamSlowly(context, round)
        padding.push(stream.padding)
        return stream.firstByteMs
      },
    }
    const [first = []] = await interleave(context, [side])
    return {
      sides: [],
      figures: [series(side.name, first), series(PADDING, padding)],
      notes: [`${SECONDS} s of it, over TCP, to a receiver that is told of it as it begins`],
    }
  },
}
