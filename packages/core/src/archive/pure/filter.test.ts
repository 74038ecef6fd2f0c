import { expect, test } from 'vitest'
import { sha256 } from '../../pure/cid.ts'
import { utf8 } from '../../pure/bytes.ts'
import { addToFilter, createFilter, filterHas, sdsKey } from './filter.ts'

const id = (name: number): Uint8Array => sha256(utf8(`id ${name}`))

test('a filter has everything that was added, and hardly anything else', () => {
  const filter = createFilter(2_000)
  for (let i = 0; i < 2_000; i++) addToFilter(filter, id(i))
  for (let i = 0; i < 2_000; i++) expect(filterHas(filter, id(i))).toBe(true)
  let wrong = 0
  for (let i = 2_000; i < 102_000; i++) if (filterHas(filter, id(i))) wrong++
  // Expected are 7 of 100,000; 30 has a chance below one in a billion.
  expect(wrong).toBeLessThan(30)
})

test('an empty filter has nothing', () => {
  expect(filterHas(createFilter(0), id(1))).toBe(false)
  expect(filterHas(createFilter(1), id(1))).toBe(false)
})

test('an SDS id is known by its hash, whatever it looks like', () => {
  expect(sdsKey('abc')).toEqual(sha256(utf8('abc')))
})
