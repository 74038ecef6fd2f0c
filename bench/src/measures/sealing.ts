import { join } from 'node:path'
import { inDirectory } from '../directory.ts'
import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { GIB, megabytesPerSecond, MIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { pairedRatios } from '../statistics.ts'
import { startSubject } from '../subject.ts'
import type { SealAnswer, SealRequest } from '../subjects/seal-reference.ts'
import { series } from './series.ts'

const RATIO = 'Passel / reference'
const IN_FLIGHT = 8

/** `send()` until sealed, with nobody to send to: reading, sealing, hashing, pages, signatures, journal. */
function passelSealing(context: BenchContext, bytes: number): Side {
  return {
    name: 'Passel, file to signed pages (MB/s)',
    run: (round) =>
      inDirectory(context, `sealing-${round}`, (directory) =>
        allStopped(async ({ keep }) => {
          const path = await context.inputFile(bytes)
          const engine = keep(await startEngine({ home: join(directory, 'home') }))
          const begun = await engine.send(path, { until: 'sealed' })
          const done = await engine.finish(begun.id)
          return megabytesPerSecond(bytes, (done.at - begun.calledAt) / 1000)
        }),
      ),
  }
}

function plainSealing(bytes: number): Side {
  return {
    name: 'AES-256-GCM and SHA-256 from memory (MB/s)',
    run: () =>
      allStopped(async ({ keep }) => {
        const subject = keep(await startSubject<null, SealRequest, SealAnswer>('seal-reference', {}))
        const sealed = await subject.ask({ bytes, inFlight: IN_FLIGHT })
        return megabytesPerSecond(sealed.bytes, sealed.seconds)
      }),
  }
}

export const sealing: Measure = {
  name: 'sealing',
  title: 'Sealing alone',
  reference: `AES-256-GCM and SHA-256 of as many bytes by WebCrypto, chunks of 256 KiB, ${IN_FLIGHT} in flight`,
  targets: [{ figure: RATIO, atLeast: 0.8 }],
  run: async (context) => {
    const bytes = context.size(GIB)
    const sides = [passelSealing(context, bytes), plainSealing(bytes)]
    const [ours = [], plain = []] = await interleave(context, sides)
    return {
      sides: [series(sides[0]?.name ?? '', ours), series(sides[1]?.name ?? '', plain)],
      figures: [{ name: RATIO, unit: '', values: pairedRatios(ours, plain) }],
      notes: [`${bytes / MIB} MiB; ours reads them from a file that the system has in memory`],
    }
  },
}
