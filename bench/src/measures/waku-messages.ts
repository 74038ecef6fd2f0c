import { join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import { interleave } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { startNetwork } from '../passel.ts'
import { MIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { series } from './series.ts'

const MESSAGES = 'messages published by both members'

/** One transfer by two engines that start cold, so that the reference names no way and the first link needs Waku. */
function countMessages(context: BenchContext, network: string, bytes: number, round: number): Promise<number> {
  return inDirectory(context, `messages-${round}`, (directory) =>
    allStopped(async ({ keep }) => {
      const path = await context.inputFile(bytes)
      const output = join(directory, 'output')
      const sender = keep(await startEngine({ home: join(directory, 'sender'), network }))
      const receiver = keep(await startEngine({ home: join(directory, 'receiver'), network }))
      const sent = await sender.send(path)
      const received = await receiver.receive(sent.reference, output)
      const done = await receiver.finish(received.id)
      await expectSameFile(path, output)
      return done.signalsSent + (await sender.look(sent.id)).signalsSent
    }),
  )
}

export const wakuMessages: Measure = {
  name: 'waku-messages',
  title: 'Messages on Waku for one transfer between two members',
  reference: 'a fixed bound',
  targets: [{ figure: MESSAGES, atMost: 4 }],
  run: (context) =>
    allStopped(async ({ keep }) => {
      const bytes = 8 * MIB
      const network = keep(await startNetwork(context.scratch))
      const run = (round: number) => countMessages(context, network.file, bytes, round)
      const [messages = []] = await interleave(context, [{ name: MESSAGES, run }])
      return {
        sides: [],
        figures: [series(MESSAGES, messages)],
        notes: [`${bytes / MIB} MiB behind a relay; the sender was not reachable when it made the reference: no hints`],
      }
    }),
}
