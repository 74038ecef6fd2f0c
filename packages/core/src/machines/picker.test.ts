import { expect, test } from 'vitest'
import { createChunkSet, type ChunkSet } from './chunk-set.ts'
import { createPicker, type Picker } from './picker.ts'
import { createRandom } from './random.ts'

function setOf (...chunks: number[]): ChunkSet {
  const set = createChunkSet()
  for (const chunk of chunks) set.add(chunk)
  return set
}

const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i)

function pickerWith (count: number): Picker {
  const picker = createPicker(createRandom(1))
  for (let chunk = 0; chunk < count; chunk++) picker.add(chunk)
  return picker
}

test('the rarest chunk that a member has is picked', () => {
  const picker = pickerWith(100)
  picker.count(setOf(...range(0, 100)), 1)
  picker.count(setOf(...range(0, 90)), 1)
  picker.count(setOf(...range(0, 95)), 1)
  const picked = new Set<number>()
  for (let i = 0; i < 5; i++) {
    const chunk = picker.pick(setOf(...range(0, 100)), 'rarest')
    picked.add(chunk)
    picker.take(chunk)
  }
  expect([...picked].sort((a, b) => a - b)).toEqual([95, 96, 97, 98, 99])
  const next = picker.pick(setOf(...range(0, 100)), 'rarest')
  expect(next).toBeGreaterThanOrEqual(90)
  expect(next).toBeLessThan(95)
})

test('a member that no longer counts makes its chunks rarer again', () => {
  const picker = pickerWith(10)
  const both = setOf(...range(0, 10))
  picker.count(both, 1)
  const second = setOf(3)
  picker.count(second, 1)
  expect(picker.pick(both, 'rarest')).not.toBe(3)
  picker.count(second, -1)
  picker.count(setOf(...range(0, 10).filter((chunk) => chunk !== 3)), 1)
  expect(picker.pick(both, 'rarest')).toBe(3)
})

test('one heard chunk moves by one', () => {
  const picker = pickerWith(2)
  picker.heard(0)
  expect(picker.pick(setOf(0, 1), 'rarest')).toBe(1)
  picker.heard(1)
  picker.heard(1)
  expect(picker.pick(setOf(0, 1), 'rarest')).toBe(0)
})

test('what a reader waits for comes before everything else, in order', () => {
  const picker = pickerWith(1000)
  picker.read(500, 3)
  const have = setOf(...range(0, 1000))
  const picked = range(0, 3).map(() => {
    const chunk = picker.pick(have, 'rarest')
    picker.take(chunk)
    return chunk
  })
  expect(picked).toEqual([500, 501, 502])
  picker.read(0, 0)
  expect(picker.pick(setOf(503), 'rarest')).toBe(503)
})

test('in line, every chunk is picked once, each the next after the last', () => {
  const picker = pickerWith(100)
  const have = setOf(...range(0, 100))
  const picked = range(0, 100).map(() => {
    const chunk = picker.pick(have, 'in-line')
    picker.take(chunk)
    return chunk
  })
  expect(new Set(picked).size).toBe(100)
  expect(picked.slice(1).filter((chunk, i) => chunk !== (picked[i]! + 1) % 100)).toEqual([])
  expect(picker.pick(have, 'in-line')).toBe(-1)
})

test('a sparse member is never asked for what it lacks, and always for what it has', () => {
  const picker = pickerWith(50_000)
  picker.count(setOf(...range(0, 50_000)), 1)
  for (const order of ['rarest', 'random', 'in-line'] as const) expect(picker.pick(setOf(49_999), order)).toBe(49_999)
  picker.take(49_999)
  for (const order of ['rarest', 'random', 'in-line'] as const) expect(picker.pick(setOf(49_999), order)).toBe(-1)
})
