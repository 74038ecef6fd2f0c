import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { chunkOf, parityRows, stripeCount, type Scheme } from '../pure/stripes.ts'
import { createChunkSet } from './chunk-set.ts'
import { createCoverage } from './coverage.ts'

interface Step { readonly member: number, readonly chunk: number }

const scheme = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 5 }))
  .map(([need, rows]): Scheme => ({ need, of: need + rows }))

const world = fc.record({
  scheme,
  dataChunks: fc.integer({ min: 1, max: 30 }),
  own: fc.option(fc.nat(10)),
  steps: fc.array(fc.record({ member: fc.nat(3), chunk: fc.nat(90) }), { minLength: 20, maxLength: 200, size: 'max' }),
  barred: fc.array(fc.nat(20), { maxLength: 2 }),
})

function setOf (chunks: Iterable<number>): ReturnType<typeof createChunkSet> {
  const set = createChunkSet()
  for (const chunk of chunks) set.add(chunk)
  return set
}

test('what is ready, short, online and missing is what a look at all members gives', () => {
  let ready = 0
  let short = 0
  fc.assert(fc.property(world, ({ scheme: { need, of }, dataChunks, own, steps, barred }) => {
    const code = { need, of }
    const wanted = (column: number): boolean => own === null ? column < need : column === own % of
    const coverage = createCoverage({ scheme: code, dataChunks, wanted })
    const stripes = stripeCount(dataChunks, code)
    const parity = stripes * parityRows(code)
    const members = Array.from({ length: 4 }, () => new Set<number>())
    for (const { member, chunk } of steps as readonly Step[]) {
      const number = chunk < dataChunks ? chunk : FIRST_PARITY + chunk - dataChunks
      if (number >= FIRST_PARITY + parity) continue
      const has = members[member]!
      coverage.change(number, has.has(number) ? -1 : 1)
      if (!has.delete(number)) has.add(number)
    }
    // One leaves with all it has, and nobody has what no payload of this size has.
    const [leaving] = members.splice(0, 1)
    const numbers = [...leaving!]
    coverage.count({
      have: setOf(numbers.filter((number) => number < FIRST_PARITY).concat(dataChunks)),
      parity: setOf(numbers.filter((number) => number >= FIRST_PARITY).map((number) => number - FIRST_PARITY)),
    }, -1)
    for (const stripe of barred) if (stripe < stripes) coverage.bar(stripe)

    const columns = Array.from({ length: of }, (_, column) => column)
    const sees = (stripe: number, column: number): boolean => {
      const chunk = chunkOf(stripe, column, dataChunks, code)
      return chunk === undefined || members.some((has) => has.has(chunk))
    }
    for (let stripe = 0; stripe < stripes; stripe++) {
      const seen = columns.filter((column) => sees(stripe, column))
      const lacks = columns.filter((column) => wanted(column) && !seen.includes(column)).length
      const feasible = seen.length >= need && !barred.includes(stripe)
      expect(coverage.lacking(stripe)).toBe(lacks)
      expect(coverage.ready.has(stripe)).toBe(lacks > 0 && feasible)
      expect(coverage.short.has(stripe)).toBe(lacks > 0 && !feasible)
      for (const column of columns) expect(coverage.inSight(stripe, column)).toBe(seen.includes(column))
      ready += lacks > 0 && feasible ? 1 : 0
      short += lacks > 0 && !feasible ? 1 : 0
    }
    const whole = columns.filter((column) => Array.from({ length: stripes }, (_, stripe) => stripe)
      .every((stripe) => sees(stripe, column)))
    expect(coverage.online()).toBe(whole.length)
    expect(coverage.missing()).toEqual(columns.filter((column) => !whole.includes(column)))
  }), { numRuns: 300 })
  expect(Math.min(ready, short)).toBeGreaterThan(100)
})
