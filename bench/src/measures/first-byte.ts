import { join } from 'node:path'
import { inDirectory } from '../directory.ts'
import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure, Outcome } from '../measure.ts'
import { GIB, MIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { startRelay } from '../sides/relay.ts'
import { pairedRatios, summarise } from '../statistics.ts'
import { startSubject } from '../subject.ts'
import type { EchoAnswer, EchoRequest } from '../subjects/echo-client.ts'
import type { EchoServerOptions, EchoServerReady } from '../subjects/echo-server.ts'
import { series } from './series.ts'

/** Each end's way to the relay: 10 ms there and back, so that the ends are 20 ms apart. */
const LEG = { roundTripMs: 10 }
const ROUND_TRIPS = 20
const SMALL = '1 MB: first byte / round trip'
const LARGE = '4 GB: first byte / round trip'
const GROWTH = '4 GB / 1 MB'

function roundTrip(relay: string): Side {
  return {
    name: 'round trip of a raw relayed stream (ms)',
    run: () =>
      allStopped(async ({ keep }) => {
        const options: EchoServerOptions = { relay }
        const server = keep(await startSubject<EchoServerReady>('echo-server', options))
        const client = keep(await startSubject<null, EchoRequest, EchoAnswer>('echo-client', {}))
        const address = `${relay}/p2p-circuit/p2p/${server.ready.peerId}`
        return summarise(await client.ask({ address, roundTrips: ROUND_TRIPS })).median
      }),
  }
}

/** From `send()` to the first plain byte at the receiver; the reference goes by hand, as a chat would carry it. */
function firstByte(context: BenchContext, relay: string, label: string, bytes: number): Side {
  return {
    name: `first byte of ${label} after send() (ms)`,
    run: (round) =>
      inDirectory(context, `first-${label.replace(' ', '-')}-${round}`, (directory) =>
        allStopped(async ({ keep }) => {
          const path = await context.inputFile(bytes)
          const engine = (name: string) => startEngine({ home: join(directory, name), relays: [relay] })
          const [sender, receiver] = [keep(await engine('sender')), keep(await engine('receiver'))]
          await Promise.all([sender.warm(), receiver.warm()])
          const sent = await sender.send(path)
          const received = await receiver.receive(sent.reference, join(directory, 'output'))
          return (await receiver.readFirstByte(received.id)) - sent.calledAt
        }),
      ),
  }
}

async function run(context: BenchContext): Promise<Outcome> {
  return allStopped(async (started) => {
    const relay = await startRelay(started, { limits: 'none' }, LEG)
    const sides = [
      roundTrip(relay),
      firstByte(context, relay, '1 MB', MIB),
      firstByte(context, relay, '4 GB', context.size(4 * GIB)),
    ]
    const values = await interleave(context, sides)
    const [trips = [], small = [], large = []] = values
    return {
      sides: sides.map(({ name }, index) => series(name, values[index] ?? [])),
      figures: [
        { name: SMALL, unit: 'times', values: pairedRatios(small, trips) },
        { name: LARGE, unit: 'times', values: pairedRatios(large, trips) },
        { name: GROWTH, unit: 'times', values: pairedRatios(large, small) },
      ],
      notes: ['both ends behind a relay, both reachable and neither knowing the other; 20 ms between them'],
    }
  })
}

export const firstByteMeasure: Measure = {
  name: 'first-byte',
  title: 'First byte at the receiver after send(), network warm, 20 ms round trip',
  reference: 'one round trip of the raw relayed stream',
  targets: [
    { figure: SMALL, atMost: 8 },
    { figure: LARGE, atMost: 8 },
    // No growth, but for what repeats of the same size differ by.
    { figure: GROWTH, atMost: 1.25 },
  ],
  run,
}
