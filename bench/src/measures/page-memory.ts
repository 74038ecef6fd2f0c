import { interleave, type Side } from '../interleave.ts'
import type { Measure } from '../measure.ts'
import { growthSince, sampleMemory, SAMPLE_INTERVAL_MS } from '../resident-memory.ts'
import { enginePair, withSite, type PagePair } from '../sides/page-pair.ts'
import { movePrepared } from '../sides/page-transfer.ts'
import { GIB, MIB } from '../sizes.ts'
import { series } from './series.ts'

const TAB = "growth of the receiver's tab"
const REST = 'growth of the rest of its browser'

/** Millions of bytes that the receiver's tab, and all else of its browser, grew by at most while it received. */
async function growthWhileMoving(pair: PagePair, bytes: number): Promise<{ tab: number; rest: number }> {
  const watched = (await pair.browser.processes()).map(({ pid, renders }) => ({ renders, memory: sampleMemory(pid) }))
  // One look at each before anything moves.
  await new Promise((resolve) => setTimeout(resolve, 2 * SAMPLE_INTERVAL_MS))
  const before = performance.now()
  const { id } = await movePrepared(pair)
  const grown = await Promise.all(watched.map(async ({ renders, memory }) => {
    return { renders, megabytes: growthSince(await memory.stop(), before) / 1e6 }
  }))
  await pair.receiver.call('verify', id, bytes)
  // Of what renders, one process has the page; others stand by.
  const sum = (which: boolean): number =>
    grown.filter(({ renders }) => renders === which).reduce((all, { megabytes }) => all + megabytes, 0)
  return { tab: sum(true), rest: sum(false) }
}

export const pageMemory: Measure = {
  name: 'page-memory',
  title: 'Memory of a tab that receives 2 GB',
  reference: 'the same processes just before',
  targets: [{ figure: TAB, atMost: 150 }],
  run: (context) =>
    withSite(context, async (site) => {
      const bytes = context.size(2 * GIB)
      const rest: number[] = []
      const side: Side = {
        name: `${TAB} (MB)`,
        run: (round) =>
          enginePair(context, site, `memory-${round}`, async (pair) => {
            await pair.sender.call('prepare', bytes)
            const growth = await growthWhileMoving(pair, bytes)
            rest.push(growth.rest)
            return growth.tab
          }, { apart: true }),
      }
      const [tabs = []] = await interleave(context, [side])
      return {
        sides: [series(`${REST} (MB)`, rest)],
        figures: [series(side.name, tabs)],
        notes: [
          `${bytes / MIB} MiB from page to page, each in a browser of its own with its profile on disk`,
          `resident memory, looked at every ${SAMPLE_INTERVAL_MS} ms; the largest differences count`,
        ],
      }
    }),
}
