import { inDirectory } from '../directory.ts'
import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { pairedRatios } from '../statistics.ts'
import { startSubject } from '../subject.ts'
import type { JoinAnswer, JoinDiallerOptions, JoinRequest } from '../subjects/join-dialler.ts'
import type { JoinListenerOptions, JoinListenerReady } from '../subjects/join-listener.ts'
import { series } from './series.ts'

const RATIO = 'in many swarms / in one'
const MANY = 100_000
const LINKS = 4
const JOINS = 4_000

function joinsPerSecond(context: BenchContext, swarms: number): Side {
  return {
    name: `a peer in ${swarms.toLocaleString('en')} (joins/s)`,
    run: (round) =>
      inDirectory(context, `joins-${swarms}-${round}`, (home) =>
        allStopped(async ({ keep }) => {
          const listening: JoinListenerOptions = { home, swarms }
          const listener = keep(await startSubject<JoinListenerReady>('join-listener', listening))
          const dialling: JoinDiallerOptions = { home, links: LINKS }
          const dialler = keep(await startSubject<null, JoinRequest, JoinAnswer>('join-dialler', dialling))
          const joins = context.size(JOINS)
          const seconds = await dialler.ask({ ...listener.ready, swarms, joins })
          return (LINKS * joins) / seconds
        }),
      ),
  }
}

export const joins: Measure = {
  name: 'joins',
  title: 'Joins a second accepted by a peer in 100,000 swarms',
  reference: 'a peer in one swarm',
  targets: [{ figure: RATIO, atLeast: 0.5 }],
  run: async (context) => {
    const sides = [joinsPerSecond(context, MANY), joinsPerSecond(context, 1)]
    const [many = [], one = []] = await interleave(context, sides)
    return {
      sides: [series(sides[0]?.name ?? '', many), series(sides[1]?.name ?? '', one)],
      figures: [{ name: RATIO, unit: '', values: pairedRatios(many, one) }],
      notes: [`${LINKS} peers over TCP, each with one join under way: join, leave, the next`],
    }
  },
}
