import type { Measure } from '../measure.ts'
import { pageTorrent } from '../sides/page-torrent.ts'
import { comparePages, PAGE_RATIO } from './page-comparison.ts'

export const pageVsWebTorrent: Measure = {
  name: 'page-vs-webtorrent',
  title: 'Page to page over WebRTC, into private files',
  reference: 'WebTorrent 3, page to page, into the store that it takes there',
  targets: [{ figure: PAGE_RATIO, atLeast: 1.2 }],
  run: (context) =>
    comparePages(context, pageTorrent, 'the reference is connected by hand: no tracker; counted from its first bytes'),
}
