import { join } from 'node:path'
import { expectSameFile } from '../digest.ts'
import { inDirectory } from '../directory.ts'
import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { megabytesPerSecond, MIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { startRelay } from '../sides/relay.ts'
import { pairedRatios } from '../statistics.ts'
import { startSubject } from '../subject.ts'
import type { RawStreamRequest } from '../subjects/raw-stream-client.ts'
import type { RawStreamServerOptions, RawStreamServerReady } from '../subjects/raw-stream-server.ts'
import type { TransferTimes } from '../transfer.ts'
import { series } from './series.ts'

const RATIO = 'Passel / redialling'

/** A transfer of the relayed class: nothing but the relay's circuit joins the two. */
function passelRelayed(context: BenchContext, bytes: number): Side {
  return {
    name: 'Passel, relayed class (MB/s)',
    run: (round) =>
      inDirectory(context, `relayed-${round}`, (directory) =>
        allStopped(async (started) => {
          const relay = await startRelay(started, { limits: 'default' })
          const path = await context.inputFile(bytes)
          const output = join(directory, 'output')
          const engine = (name: string) => startEngine({ home: join(directory, name), relays: [relay] })
          const sender = started.keep(await engine('sender'))
          const receiver = started.keep(await engine('receiver'))
          await sender.warm('relayed')
          const sent = await sender.send(path, { privacy: 'relayed' })
          const received = await receiver.receive(sent.reference, output)
          const done = await receiver.finish(received.id)
          await expectSameFile(path, output)
          return megabytesPerSecond(bytes, (done.at - received.begunAt) / 1000)
        }),
      ),
  }
}

function redialling(bytes: number): Side {
  return {
    name: 'raw streams, redialled at each cut (MB/s)',
    run: () =>
      allStopped(async (started) => {
        const options: RawStreamServerOptions = { relay: await startRelay(started, { limits: 'default' }) }
        const server = started.keep(await startSubject<RawStreamServerReady>('raw-stream-server', options))
        const client = started.keep(await startSubject<null, RawStreamRequest, TransferTimes>('stitch-client', {}))
        const times = await client.ask({ address: server.ready.address, bytes })
        return megabytesPerSecond(bytes, times.seconds)
      }),
  }
}

export const limitedRelay: Measure = {
  name: 'limited-relay',
  title: '8 MB through a relay with default limits (128 KiB, 2 min), no direct path',
  reference: 'what redialling allows: raw streams through the same kind of relay, dialled again at each cut',
  targets: [{ figure: RATIO, atLeast: 0.5 }],
  run: async (context) => {
    const bytes = 8 * MIB
    const sides = [passelRelayed(context, bytes), redialling(bytes)]
    const [ours = [], raw = []] = await interleave(context, sides)
    return {
      sides: [series(sides[0]?.name ?? '', ours), series(sides[1]?.name ?? '', raw)],
      figures: [{ name: RATIO, unit: '', values: pairedRatios(ours, raw) }],
      notes: ['8 MiB, counted from the call of the receiver, the first dial included'],
    }
  },
}
