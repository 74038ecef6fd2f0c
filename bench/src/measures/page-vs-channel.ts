import type { Measure } from '../measure.ts'
import { dialPlain, pourPlain } from '../sides/page-channel.ts'
import { pagePair } from '../sides/page-pair.ts'
import { megabytesPerSecond } from '../sizes.ts'
import { comparePages, PAGE_RATIO, type PageReference } from './page-comparison.ts'

const plainChannel: PageReference = (context, site, bytes) => ({
  name: 'plain data channel, thrown away (MB/s)',
  run: (round) =>
    pagePair(context, site, `channel-${round}`, async (pair) => {
      await dialPlain(pair)
      return megabytesPerSecond(bytes, await pourPlain(pair, bytes))
    }),
})

export const pageVsChannel: Measure = {
  name: 'page-vs-channel',
  title: 'Page to page over WebRTC, into private files',
  reference: 'zeroes through a plain RTCDataChannel, thrown away where they arrive',
  targets: [{ figure: PAGE_RATIO, atLeast: 0.85 }],
  run: (context) =>
    comparePages(
      context,
      plainChannel,
      'the reference is connected beforehand: messages of 64 KiB, 2 MiB in the channel, more from 512 KiB on',
    ),
}
