import { interleave, type Side } from '../interleave.ts'
import type { Measure } from '../measure.ts'
import { enginePair, withSite } from '../sides/page-pair.ts'
import { movePrepared } from '../sides/page-transfer.ts'
import { MIB } from '../sizes.ts'
import { series } from './series.ts'

const LONGEST = 'longest task of either page'
const FRAMES = 'frames drawn / 60 a second, the worse page'
const FRAMES_PER_SECOND = 60

export const pageMainThread: Measure = {
  name: 'page-main-thread',
  title: 'The main thread of pages while 256 MB move',
  reference: 'what a person notices',
  targets: [
    { figure: LONGEST, atMost: 50 },
    { figure: FRAMES, atLeast: 0.95 },
  ],
  run: (context) =>
    withSite(context, async (site) => {
      const bytes = context.size(256 * MIB)
      const frames: number[] = []
      const side: Side = {
        name: `${LONGEST} (ms)`,
        run: (round) =>
          enginePair(context, site, `thread-${round}`, async (pair) => {
            await pair.sender.call('prepare', bytes)
            const tabs = [pair.sender, pair.receiver]
            await Promise.all(tabs.map((tab) => tab.call('startWatch')))
            const { id } = await movePrepared(pair)
            const seen = await Promise.all(tabs.map((tab) => tab.call('stopWatch')))
            await pair.receiver.call('verify', id, bytes)
            frames.push(Math.min(...seen.map((one) => one.frames / one.seconds / FRAMES_PER_SECOND)))
            return Math.max(...seen.map(({ longestTaskMs }) => longestTaskMs))
          }),
      }
      const [longest = []] = await interleave(context, [side])
      return {
        sides: [],
        figures: [series(side.name, longest), { name: FRAMES, unit: '', values: frames }],
        notes: [
          `${bytes / MIB} MiB from page to page, connecting included`,
          'tasks as the browser reports them from 50 ms on; of shorter ones, how late timers were',
        ],
      }
    }),
}
