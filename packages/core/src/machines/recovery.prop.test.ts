import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stripeOf, type Scheme } from '../pure/stripes.ts'
import { createParityBed, type BedMember, type ParityBed } from '../testing/parity-bed.ts'

const scheme = fc.constantFrom<Scheme>({ need: 2, of: 3 }, { need: 2, of: 5 }, { need: 3, of: 5 }, { need: 4, of: 10 })

/** Members come with any part of the payload, go in the middle, lie or refuse. */
const members = { share: fc.nat(100), seed: fc.nat(1_000) }

const world = fc.record({
  scheme,
  chunks: fc.integer({ min: 1, max: 60 }),
  badStripes: fc.array(fc.nat(20), { maxLength: 1 }),
  steps: fc.array(fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('join' as const), ...members }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('lie' as const), ...members }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('refuse' as const), ...members }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('stop' as const), ...members }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('leave' as const), which: fc.nat(10) }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('run' as const), most: fc.nat(30) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(100, 3_000) }) },
  ), { maxLength: 24, size: 'max' }),
})

/** Every so many percent of all chunks, chosen by a seed. */
function part (bed: ParityBed, share: number, seed: number): number[] {
  const all = bed.columns(...Array.from({ length: bed.scheme.of }, (_, column) => column))
  return all.filter((chunk) => (Math.imul(chunk + 1, 2_654_435_761) + Math.imul(seed, 40_503) >>> 7) % 100 < share)
}

test('a payload is complete as soon as need chunks of each stripe were met at honest members, and never before', () => {
  const seen = { done: 0, short: 0, rebuilt: 0, convicted: 0 }
  fc.assert(fc.property(world, ({ scheme: code, chunks, badStripes, steps }) => {
    const bed = createParityBed({ ...code, chunks, badStripes })
    const here: { readonly member: BedMember, readonly honest: boolean }[] = []
    let joined = 0
    const join = (given: number[], honest: boolean, faults = {}): void => {
      here.push({ member: bed.join(`m${joined++}`, given, faults), honest })
    }
    for (const step of steps) {
      switch (step.do) {
        case 'join': join(part(bed, step.share, step.seed), true); break
        case 'lie': join(part(bed, step.share, step.seed), false, { lies: true }); break
        case 'refuse': join(part(bed, step.share, step.seed), false, { refuses: () => true }); break
        case 'stop': join(part(bed, step.share, step.seed), false, { stops: true }); break
        case 'leave': {
          const [left] = here.splice(step.which % Math.max(1, here.length), 1)
          if (left !== undefined && !bed.convicted.has(left.member.peer)) bed.leave(left.member)
          break
        }
        case 'run': bed.run(step.most); break
        case 'pass': bed.pass(step.ms)
      }
    }
    // Those who refuse are left alone for half a minute at a time.
    bed.pass(70_000)
    const { phase, chunks: { have } } = bed.driver.snapshot()
    const honest = new Set(here.flatMap(({ member, honest: means }) => means ? [...member.chunks] : []))
    const feasible = (stripe: number): boolean => {
      const data = Math.min(code.need, chunks - stripe * code.need)
      const inSight = [...honest].filter((chunk) => stripeOf(chunk, code) === stripe)
      return inSight.length >= data && !badStripes.includes(stripe)
    }
    const stripes = Array.from({ length: Math.ceil(chunks / code.need) }, (_, stripe) => stripe)
    if (stripes.every(feasible)) expect(phase).toBe('done')
    seen.done += phase === 'done' ? 1 : 0
    seen.short += phase === 'done' ? 0 : 1
    seen.rebuilt += bed.rebuilt.length
    seen.convicted += bed.convicted.size
    expect(have).toBeLessThanOrEqual(chunks)
    if (phase === 'done') return
    expect(have).toBeLessThan(chunks)
    // Whoever has the data is enough, whatever happened before.
    bed.join('full', bed.columns(...Array.from({ length: code.need }, (_, column) => column)))
    bed.pass(40_000)
    expect(bed.driver.snapshot()).toMatchObject({ phase: 'done', failure: null })
  }), { numRuns: 500 })
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20)
})
