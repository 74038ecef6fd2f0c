import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Outcome } from '../measure.ts'
import type { Site } from '../pages/serve-site.ts'
import { withSite } from '../sides/page-pair.ts'
import { pagePassel } from '../sides/page-passel.ts'
import { MIB } from '../sizes.ts'
import { pairedRatios } from '../statistics.ts'
import { series } from './series.ts'

/** The figure that page-to-page targets judge. */
export const PAGE_RATIO = 'Passel / reference'

const PAGE_BYTES = 64 * MIB
const SINCE_SEND = 'Passel, counted from send() (MB/s)'

/** A reference for the pages of a site, and so many bytes. */
export type PageReference = (context: BenchContext, site: Site, bytes: number) => Side

/** Passel from page to page against a reference, which runs right after it in each round. */
export function comparePages(context: BenchContext, reference: PageReference, note: string): Promise<Outcome> {
  return withSite(context, async (site) => {
    const bytes = context.size(PAGE_BYTES)
    const sinceSend: number[] = []
    const sides = [pagePassel(context, site, bytes, sinceSend), reference(context, site, bytes)]
    const values = await interleave(context, sides)
    const [ours = [], theirs = []] = values
    return {
      sides: [...sides.map(({ name }, index) => series(name, values[index] ?? [])), series(SINCE_SEND, sinceSend)],
      figures: [
        { name: PAGE_RATIO, unit: '', values: pairedRatios(ours, theirs) },
        { name: 'counted from send()', unit: '', values: pairedRatios(sinceSend, theirs) },
      ],
      notes: [`${bytes / MIB} MiB; ours begins over the relay and moves to WebRTC, which is in the figure`, note],
    }
  })
}
