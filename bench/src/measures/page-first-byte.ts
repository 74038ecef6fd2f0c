import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import type { Site } from '../pages/serve-site.ts'
import { dialPlain } from '../sides/page-channel.ts'
import { enginePair, pagePair, withSite } from '../sides/page-pair.ts'
import { movePrepared } from '../sides/page-transfer.ts'
import { MIB } from '../sizes.ts'
import { pairedRatios } from '../statistics.ts'
import { series } from './series.ts'

const RATIO = 'first byte / dial'
/** The same in quick runs: what is waited for is the first byte. */
const BYTES = MIB

function firstByte(context: BenchContext, site: Site): Side {
  return {
    name: 'first byte after send() (ms)',
    run: (round) =>
      enginePair(context, site, `first-${round}`, async (pair) => {
        await pair.sender.call('prepare', BYTES)
        const { id, sendAt, firstByteAt } = await movePrepared(pair)
        await pair.receiver.call('verify', id, BYTES)
        return firstByteAt - sendAt
      }),
  }
}

function dialAlone(context: BenchContext, site: Site): Side {
  return {
    name: 'WebRTC dial alone, to its first byte (ms)',
    run: (round) => pagePair(context, site, `dial-${round}`, dialPlain),
  }
}

export const pageFirstByte: Measure = {
  name: 'page-first-byte',
  title: 'First byte in the other page after send(), both at a relay',
  reference: 'a WebRTC dial alone, its signalling carried by hand, to its first byte',
  targets: [{ figure: RATIO, atMost: 1.5 }],
  run: (context) =>
    withSite(context, async (site) => {
      const sides = [firstByte(context, site), dialAlone(context, site)]
      const values = await interleave(context, sides)
      const [ours = [], dials = []] = values
      return {
        sides: sides.map(({ name }, index) => series(name, values[index] ?? [])),
        figures: [{ name: RATIO, unit: 'times', values: pairedRatios(ours, dials) }],
        notes: ['a file of 1 MiB; the reference of it goes by hand, as a chat would carry it'],
      }
    }),
}
