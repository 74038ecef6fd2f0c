import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkRanges, createChunkSet, firstCommon, toRanges } from './chunk-set.ts'

const chunks = fc.array(fc.nat(600), { maxLength: 200 })

function setOf (numbers: readonly number[]): ReturnType<typeof createChunkSet> {
  const set = createChunkSet()
  for (const chunk of numbers) set.add(chunk)
  return set
}

test('a chunk set behaves as a set of numbers', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(600))), (steps) => {
    const set = createChunkSet()
    const model = new Set<number>()
    for (const [add, chunk] of steps) {
      expect(add ? set.add(chunk) : set.delete(chunk)).toBe(add ? !model.has(chunk) : model.has(chunk))
      if (add) model.add(chunk)
      else model.delete(chunk)
      expect(set.has(chunk)).toBe(add)
    }
    expect(set.count).toBe(model.size)
  }))
})

test('the first common chunk of a range is the lowest in both', () => {
  fc.assert(fc.property(chunks, chunks, fc.nat(650), fc.nat(650), (a, b, from, to) => {
    const common = a.filter((chunk) => b.includes(chunk) && chunk >= from && chunk < to)
    expect(firstCommon(setOf(a), setOf(b), from, to)).toBe(common.length === 0 ? -1 : Math.min(...common))
  }))
})

test('ranges name exactly the members, in order and without gaps inside', () => {
  fc.assert(fc.property(chunks, (numbers) => {
    const sorted = [...new Set(numbers)].sort((a, b) => a - b)
    for (const ranges of [chunkRanges(setOf(numbers), 700), toRanges(sorted)]) {
      expect(ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i))).toEqual(sorted)
    }
  }))
})
