import type { Measure } from '../measure.ts'
import { bitswap } from '../sides/bitswap.ts'
import { compareFiles, FILE_BYTES, RATIO } from './file-comparison.ts'

export const fileVsBitswap: Measure = {
  name: 'file-vs-bitswap',
  title: 'File to file, 256 MB, TCP loopback, sealing, hashing and disk included',
  reference: 'Helia 7 bitswap, memory to memory, blocks of 256 KiB (the faster of its two ways)',
  targets: [{ figure: RATIO, atLeast: 1.5 }],
  run: (context) => {
    const bytes = context.size(FILE_BYTES)
    return compareFiles(context, [bitswap(bytes, 32), bitswap(bytes, 1)])
  },
}
