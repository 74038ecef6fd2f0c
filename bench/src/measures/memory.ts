import { join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import { interleave } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { growthSince, sampleMemory, SAMPLE_INTERVAL_MS } from '../resident-memory.ts'
import { GIB, MIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { startListening } from '../sides/listening-engine.ts'
import { series } from './series.ts'

const SENDER = "growth of the sender's resident memory"
const RECEIVER = "growth of the receiver's resident memory"

/** One transfer, both processes watched; millions of bytes that each grew at most. */
function moveWatched(context: BenchContext, bytes: number, round: number) {
  return inDirectory(context, `memory-${round}`, (directory) =>
    allStopped(async (started) => {
      const path = await context.inputFile(bytes)
      const output = join(directory, 'output')
      const sender = await startListening(started, join(directory, 'sender'))
      const receiver = started.keep(await startEngine({ home: join(directory, 'receiver') }))
      await Promise.all([sender.warm(), receiver.warm()])
      const watched = [sampleMemory(sender.pid), sampleMemory(receiver.pid)]
      // One look at both before anything moves.
      await new Promise((resolve) => setTimeout(resolve, 2 * SAMPLE_INTERVAL_MS))
      const before = performance.now()
      const sent = await sender.send(path)
      const received = await receiver.receive(sent.reference, output)
      await receiver.finish(received.id)
      const growth = await Promise.all(watched.map(async (memory) => growthSince(await memory.stop(), before) / 1e6))
      await expectSameFile(path, output)
      return { sender: growth[0] ?? NaN, receiver: growth[1] ?? NaN }
    }),
  )
}

export const memory: Measure = {
  name: 'memory',
  title: 'Resident memory while moving 4 GB',
  reference: 'the same process just before',
  targets: [
    { figure: SENDER, atMost: 96 },
    { figure: RECEIVER, atMost: 96 },
  ],
  run: async (context) => {
    const bytes = context.size(4 * GIB)
    const receivers: number[] = []
    const side = {
      name: `${SENDER} (MB)`,
      run: async (round: number) => {
        const growth = await moveWatched(context, bytes, round)
        receivers.push(growth.receiver)
        return growth.sender
      },
    }
    const [senders = []] = await interleave(context, [side])
    return {
      sides: [],
      figures: [series(`${SENDER} (MB)`, senders), series(`${RECEIVER} (MB)`, receivers)],
      notes: [`${bytes / MIB} MiB over TCP; looked at every ${SAMPLE_INTERVAL_MS} ms, the largest difference counts`],
    }
  },
}
