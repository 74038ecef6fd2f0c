import type { Measure } from '../measure.ts'
import { bitswap } from '../sides/bitswap.ts'
import { rawStream } from '../sides/raw-stream.ts'
import { compareFiles, FILE_BYTES, RATIO } from './file-comparison.ts'

const FAR = { roundTripMs: 50 }

export const fileFarVsBitswap: Measure = {
  name: 'file-far-vs-bitswap',
  title: 'File to file, 256 MB, TCP with a round trip of 50 ms',
  reference: 'Helia 7 bitswap on the same link, memory to memory, 32 blocks in parallel',
  targets: [{ figure: RATIO, atLeast: 4 }],
  run: (context) => {
    const bytes = context.size(FILE_BYTES)
    return compareFiles(context, [bitswap(bytes, 32, FAR)], { shape: FAR, beside: [rawStream(bytes, FAR)] })
  },
}
