import { inDirectory } from '../directory.ts'
import { interleave } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { sampleMemory } from '../resident-memory.ts'
import { MIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startSubject } from '../subject.ts'
import type { AuthorOptions, AuthorRequest } from '../subjects/keeper-author.ts'
import type { KeeperReady } from '../subjects/keeper.ts'
import { series } from './series.ts'

const PEAK = 'resident memory of the keeper at most'
const PAYLOADS = 10_000
const SMALL_BYTES = 4_096
const SMALL_AT_ONCE = 16
const TRANSFERS = 100
const LARGE_BYTES = 4 * MIB

function peak(context: BenchContext, round: number): Promise<number> {
  return inDirectory(context, `keeper-memory-${round}`, (home) =>
    allStopped(async ({ keep }) => {
      const keeper = keep(await startSubject<KeeperReady, undefined, number>('keeper', { home: `${home}/keeper` }))
      const options: AuthorOptions = { home: `${home}/author`, keepers: keeper.ready.addresses }
      const author = keep(await startSubject<null, AuthorRequest, number>('keeper-author', options))
      const memory = sampleMemory(keeper.pid)
      const small = { path: await context.inputFile(SMALL_BYTES), count: context.size(PAYLOADS), atOnce: SMALL_AT_ONCE }
      context.log(`${small.count} payloads held after ${(await author.ask(small)).toFixed(0)} s`)
      await author.ask({ path: await context.inputFile(LARGE_BYTES), count: TRANSFERS, atOnce: TRANSFERS })
      const held = await keeper.ask(undefined)
      if (held !== small.count + TRANSFERS) throw new Error(`${held} payloads are held`)
      return Math.max(...(await memory.stop()).map(({ bytes }) => bytes)) / 1e6
    }),
  )
}

export const keeperMemory: Measure = {
  name: 'keeper-memory',
  title: 'Resident memory of a keeper with 10,000 payloads, 100 more coming at once',
  reference: 'nothing',
  targets: [{ figure: PEAK, atMost: 300 }],
  run: async (context) => {
    const name = `${PEAK} (MB)`
    const [peaks = []] = await interleave(context, [{ name, run: (round) => peak(context, round) }])
    return {
      sides: [],
      figures: [series(name, peaks)],
      notes: [`${context.size(PAYLOADS)} payloads of ${SMALL_BYTES} B, then ${TRANSFERS} of ${LARGE_BYTES / MIB} MiB`],
    }
  },
}
