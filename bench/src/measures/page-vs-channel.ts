import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import type { Site } from '../pages/serve-site.ts'
import { dialPlain, pourPlain } from '../sides/page-channel.ts'
import { enginePair, pagePair, withSite } from '../sides/page-pair.ts'
import { movePrepared } from '../sides/page-transfer.ts'
import { megabytesPerSecond, MIB } from '../sizes.ts'
import { pairedRatios } from '../statistics.ts'
import { series } from './series.ts'

const RATIO = 'Passel / channel'
const SINCE_SEND = 'Passel, counted from send() (MB/s)'

function passelPages(context: BenchContext, site: Site, bytes: number, sinceSend: number[]): Side {
  return {
    name: 'Passel, page to page (MB/s)',
    run: (round) =>
      enginePair(context, site, `pages-${round}`, async (pair) => {
        await pair.sender.call('prepare', bytes)
        const { id, sendAt, firstByteAt, doneAt } = await movePrepared(pair)
        await pair.receiver.call('verify', id, bytes)
        sinceSend.push(megabytesPerSecond(bytes, (doneAt - sendAt) / 1000))
        return megabytesPerSecond(bytes, (doneAt - firstByteAt) / 1000)
      }),
  }
}

function plainChannel(context: BenchContext, site: Site, bytes: number): Side {
  return {
    name: 'plain data channel, thrown away (MB/s)',
    run: (round) =>
      pagePair(context, site, `channel-${round}`, async (pair) => {
        await dialPlain(pair)
        return megabytesPerSecond(bytes, await pourPlain(pair, bytes))
      }),
  }
}

export const pageVsChannel: Measure = {
  name: 'page-vs-channel',
  title: 'Page to page over WebRTC, into private files',
  reference: 'zeroes through a plain RTCDataChannel, thrown away where they arrive',
  targets: [{ figure: RATIO, atLeast: 0.85 }],
  run: (context) =>
    withSite(context, async (site) => {
      const bytes = context.size(64 * MIB)
      const sinceSend: number[] = []
      const sides = [passelPages(context, site, bytes, sinceSend), plainChannel(context, site, bytes)]
      const [ours = [], plain = []] = await interleave(context, sides)
      return {
        sides: [series(sides[0]?.name ?? '', ours), series(sides[1]?.name ?? '', plain), series(SINCE_SEND, sinceSend)],
        figures: [
          { name: RATIO, unit: '', values: pairedRatios(ours, plain) },
          { name: 'counted from send()', unit: '', values: pairedRatios(sinceSend, plain) },
        ],
        notes: [
          `${bytes / MIB} MiB; ours begins over the relay and moves to WebRTC, which is in the figure`,
          'the reference is connected beforehand: messages of 64 KiB, 2 MiB in the channel, more from 512 KiB on',
        ],
      }
    }),
}
