import type { Measure } from '../measure.ts'
import { pageBitswap } from '../sides/page-bitswap.ts'
import { comparePages, PAGE_RATIO } from './page-comparison.ts'

/** As many as its fetches from process to process do best with. */
const PARALLEL = 32

export const pageVsBitswap: Measure = {
  name: 'page-vs-bitswap',
  title: 'Page to page over WebRTC, into private files',
  reference: 'Helia 7 bitswap over WebRTC, blocks of 256 KiB from IndexedDB into IndexedDB',
  targets: [{ figure: PAGE_RATIO, atLeast: 3 }],
  run: (context) =>
    comparePages(
      context,
      (given, site, bytes) => pageBitswap(given, site, bytes, PARALLEL),
      'the reference is connected beforehand, by WebRTC alone; its blocks are not sealed',
    ),
}
