import { join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import { interleave } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { startNetwork } from '../passel.ts'
import { MIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { startSubject } from '../subject.ts'
import type { WakuCount, WakuObserverOptions } from '../subjects/waku-observer.ts'
import { series } from './series.ts'

const MESSAGES = 'messages published by both members'
const BYTES = 8 * MIB

/** One transfer by two engines that start cold, so that the reference names no way and the first link needs Waku. */
function transferCold(context: BenchContext, network: string, round: number): Promise<void> {
  return inDirectory(context, `messages-${round}`, (directory) =>
    allStopped(async ({ keep }) => {
      const path = await context.inputFile(BYTES)
      const output = join(directory, 'output')
      const sender = keep(await startEngine({ home: join(directory, 'sender'), network }))
      const receiver = keep(await startEngine({ home: join(directory, 'receiver'), network }))
      const sent = await sender.send(path)
      const received = await receiver.receive(sent.reference, output)
      await receiver.finish(received.id)
      await expectSameFile(path, output)
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
      const network = keep(await startNetwork(context.scratch))
      const observed: WakuObserverOptions = network.addresses.waku
      const observer = keep(await startSubject<null, void, WakuCount>('waku-observer', observed))
      const bytes: number[] = []
      const count = async (round: number): Promise<number> => {
        const before = await observer.ask()
        await transferCold(context, network.file, round)
        const after = await observer.ask()
        bytes.push(after.bytes - before.bytes)
        return after.messages - before.messages
      }
      const [messages = []] = await interleave(context, [{ name: MESSAGES, run: count }])
      return {
        sides: [],
        figures: [series(MESSAGES, messages), series('their bytes (B)', bytes)],
        notes: [
          `${BYTES / MIB} MiB behind a relay; the sender was not reachable when it made the reference: no hints`,
          'counted by a node that relays with the service nodes, from before the first engine until both have ended',
        ],
      }
    }),
}
