import { join } from 'node:path'
import { inDirectory } from '../directory.ts'
import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { GIB, megabytesPerSecond, MIB } from '../sizes.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startEngine } from '../sides/engine.ts'
import { pairedRatios } from '../statistics.ts'
import { startSubject } from '../subject.ts'
import type { CodingAnswer, CodingRequest } from '../subjects/coding.ts'
import { series } from './series.ts'

const SCHEME = { need: 4, of: 10 }
const CODING = 'coding, Passel / library'
const REBUILDING = 'rebuilding, Passel / library'
const PUBLISHING = 'publishing, 4 of 10 / plain'

/** Speed of one coder, counted in data; `made` hears what came out, which has to be the same for both. */
function coder(bytes: number, what: CodingRequest['what'], who: CodingRequest['who'], made: Set<string>): Side {
  return {
    name: `${what}, ${who === 'passel' ? 'Passel' : 'the library'} (MB/s)`,
    run: () =>
      allStopped(async ({ keep }) => {
        const subject = keep(await startSubject<null, CodingRequest, CodingAnswer>('coding', {}))
        const coded = await subject.ask({ who, what, ...SCHEME, bytes })
        made.add(coded.made)
        if (made.size > 1) throw new Error(`${what}: the two make different bytes`)
        return megabytesPerSecond(coded.bytes, coded.seconds)
      }),
  }
}

/** `send()` until the last page is signed, with nobody to send to. */
function publishing(context: BenchContext, bytes: number, holders: { need: number, of: number } | undefined): Side {
  const name = holders === undefined ? 'plain' : '4 of 10'
  return {
    name: `publishing ${bytes / MIB} MiB, ${name} (s)`,
    run: (round) =>
      inDirectory(context, `publishing-${name}-${round}`, (directory) =>
        allStopped(async ({ keep }) => {
          const path = await context.inputFile(bytes)
          const engine = keep(await startEngine({ home: join(directory, 'home') }))
          const begun = await engine.send(path, { until: 'sealed', ...(holders === undefined ? {} : { holders }) })
          const done = await engine.finish(begun.id)
          return (done.at - begun.calledAt) / 1000
        }),
      ),
  }
}

export const coding: Measure = {
  name: 'coding',
  title: 'Parity',
  reference: 'the Rust crate reed-solomon-erasure as WebAssembly, 4 of 10, 256 KiB chunks; publishing without parity',
  targets: [
    { figure: CODING, atLeast: 0.9 },
    { figure: REBUILDING, atLeast: 0.9 },
    { figure: PUBLISHING, atMost: 1.5 },
  ],
  run: async (context) => {
    const [coded, published] = [context.size(GIB / 4), context.size(GIB / 4)]
    const [parity, data] = [new Set<string>(), new Set<string>()]
    const sides = [
      coder(coded, 'coding', 'passel', parity),
      coder(coded, 'coding', 'library', parity),
      coder(coded, 'rebuilding', 'passel', data),
      coder(coded, 'rebuilding', 'library', data),
      publishing(context, published, SCHEME),
      publishing(context, published, undefined),
    ]
    const values = await interleave(context, sides)
    const ratio = (name: string, a: number) =>
      ({ name, unit: '', values: pairedRatios(values[a] ?? [], values[a + 1] ?? []) })
    return {
      sides: sides.map(({ name }, i) => series(name, values[i] ?? [])),
      figures: [ratio(CODING, 0), ratio(REBUILDING, 2), ratio(PUBLISHING, 4)],
      notes: [
        'both coders make the same bytes, which is checked; the rates count data, on one core',
        `${published / MIB} MiB published: 4 of 10 makes and hashes one and a half times as many bytes of parity`,
      ],
    }
  },
}
