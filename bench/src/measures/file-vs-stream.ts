import type { Measure } from '../measure.ts'
import { startNetwork } from '../passel.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { passelCommand } from '../sides/passel-command.ts'
import { rawStream } from '../sides/raw-stream.ts'
import { compareFiles, FILE_BYTES, RATIO } from './file-comparison.ts'

export const fileVsStream: Measure = {
  name: 'file-vs-stream',
  title: 'File to file, 256 MB, TCP loopback, sealing, hashing and disk included',
  reference: 'a raw libp2p stream of zeroes (TCP, noise, yamux)',
  targets: [{ figure: RATIO, atLeast: 0.6, stretch: 0.8 }],
  run: (context) =>
    allStopped(async ({ keep }) => {
      const bytes = context.size(FILE_BYTES)
      const network = keep(await startNetwork(context.scratch))
      return compareFiles(context, [rawStream(bytes)], { beside: [passelCommand(context, network.file, bytes)] })
    }),
}
