import type { Measure } from '../measure.ts'
import { webtorrent } from '../sides/webtorrent.ts'
import { compareFiles, FILE_BYTES, RATIO } from './file-comparison.ts'

export const fileVsWebTorrent: Measure = {
  name: 'file-vs-webtorrent',
  title: 'File to file, 256 MB, TCP loopback, sealing, hashing and disk included',
  reference: 'WebTorrent 3, file to file over plain TCP',
  targets: [{ figure: RATIO, atLeast: 1.5 }],
  run: (context) => compareFiles(context, [webtorrent(context, context.size(FILE_BYTES))]),
}
