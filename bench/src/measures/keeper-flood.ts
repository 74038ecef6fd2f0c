import { inDirectory } from '../directory.ts'
import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { MIB } from '../sizes.ts'
import { pairedRatios } from '../statistics.ts'
import { startSubject } from '../subject.ts'
import type { AuthorOptions, AuthorRequest } from '../subjects/keeper-author.ts'
import type { CrowdOptions } from '../subjects/keeper-crowd.ts'
import type { KeeperReady } from '../subjects/keeper.ts'
import { series } from './series.ts'

const RATIO = 'flooded / quiet'
const PEERS = 100
const BYTES = 64 * MIB
const FILES = 4

/** Millions of bytes a second that an honest sender has held. */
function heldPerSecond(context: BenchContext, name: string, peers: number): Side {
  return {
    name: `${name} (MB/s)`,
    run: (round) =>
      inDirectory(context, `keeper-${peers}-${round}`, (home) =>
        allStopped(async ({ keep }) => {
          const keeper = keep(await startSubject<KeeperReady, undefined, number>('keeper', { home: `${home}/keeper` }))
          const options: AuthorOptions = { home: `${home}/author`, keepers: keeper.ready.addresses }
          const author = keep(await startSubject<null, AuthorRequest, number>('keeper-author', options))
          const crowd: CrowdOptions = { address: keeper.ready.addresses[0] ?? '', peers }
          keep(await startSubject<null>('keeper-crowd', crowd))
          const path = await context.inputFile(context.size(BYTES))
          const seconds = await author.ask({ path, count: FILES, atOnce: 1 })
          return (FILES * context.size(BYTES)) / 1e6 / seconds
        }),
      ),
  }
}

export const keeperFlood: Measure = {
  name: 'keeper-flood',
  title: 'What an honest sender has held while 100 peers flood the keeper',
  reference: 'the same without them',
  targets: [{ figure: RATIO, atLeast: 0.8 }],
  run: async (context) => {
    const sides = [heldPerSecond(context, 'flooded', PEERS), heldPerSecond(context, 'quiet', 0)]
    const [flooded = [], quiet = []] = await interleave(context, sides)
    return {
      sides: [series(sides[0]?.name ?? '', flooded), series(sides[1]?.name ?? '', quiet)],
      figures: [{ name: RATIO, unit: '', values: pairedRatios(flooded, quiet) }],
      notes: [
        `${PEERS} peers in one process: nonsense on both protocols, deposits of far too much, half questions`,
        `${FILES} files of ${context.size(BYTES) / MIB} MiB, one after the other, from nothing to read back`,
      ],
    }
  },
}
