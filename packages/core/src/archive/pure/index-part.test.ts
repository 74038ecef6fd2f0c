import { describe, expect, test } from 'vitest'
import type { Reference } from '../../pure/reference.ts'
import type { BundleEntry } from './entry.ts'
import { decodePack, decodePart, encodePack, encodePart, type IndexPart, type ListedBundle } from './index-part.ts'
import {
  EMPTY_INDEX, filtersToPack, isFull, listBundle, nextPart, packFilters, type IndexState
} from './index-state.ts'

const reference = (name: number): Reference => ({
  version: 1, kind: 'bundle', privacy: 'relayed', secret: new Uint8Array(32).fill(name),
  author: new Uint8Array(32).fill(name), size: 1_000, expiresAtMs: 1_800_000_000_000, hints: [], relays: []
})
const entry = (name: number): BundleEntry => ({
  reference: reference(name), fromMs: name * 100, toMs: name * 100 + 99, count: 10, bytes: 1_000, plainBytes: 3_000
})
const filter = (name: number, bytes = 20): Uint8Array => new Uint8Array(bytes).fill(name)
const malformed: unknown = expect.objectContaining({ code: 'index-malformed' })

function indexOf (bundles: number, filterBytes = 20): IndexState {
  let state = EMPTY_INDEX
  for (let i = 0; i < bundles; i++) {
    if (isFull(state)) state = nextPart(state, reference(200))
    state = listBundle(state, entry(i), filter(i, filterBytes))
    if (filtersToPack(state) !== undefined) state = packFilters(state, reference(100 + i))
  }
  return state
}

describe('a part of an index', () => {
  test('is read as it was written', () => {
    for (const state of [indexOf(1), indexOf(70), indexOf(20, 4_000)]) {
      expect(decodePart(encodePart(state.part), state.part.number)).toEqual(state.part)
    }
  })

  test('of 64 bundles is small, and 365 of them are six parts', () => {
    expect(encodePart(indexOf(64).part).length).toBeLessThan(12_000)
    expect(indexOf(365)).toMatchObject({ part: { number: 5 }, bundles: 365, count: 3_650 })
  })

  test('says what lies before it, so that nobody walks there for nothing', () => {
    const { part } = indexOf(70)
    expect(part.before).toMatchObject({ fromMs: 0, toMs: 63 * 100 + 99, bundles: 64, count: 640 })
  })

  test('carries few filters itself; the others lie in packs, each where the part says', () => {
    const state = indexOf(20, 4_000)
    expect(encodePart(state.part).length).toBeLessThan(20_000)
    let index = EMPTY_INDEX
    const packs: Uint8Array[][] = []
    for (let i = 0; i < 20; i++) {
      index = listBundle(index, entry(i), filter(i, 4_000))
      const filters = filtersToPack(index)
      if (filters === undefined) continue
      packs.push(decodePack(encodePack(filters)))
      index = packFilters(index, reference(100 + packs.length))
    }
    for (const [i, { filter: place }] of index.part.bundles.entries()) {
      const found = place.at === 'part' ? place.filter : packs[place.pack]?.[place.index]
      expect(found).toEqual(filter(i, 4_000))
    }
  })

  test('lists a merged bundle where its parts stood, and forgets packs that nobody names', () => {
    const before = indexOf(12, 4_000)
    const merged = listBundle(before, { ...entry(99), count: 40 }, filter(99, 4_000), [0, 1, 2, 3, 4])
    expect(merged).toMatchObject({ bundles: 8, count: 110 })
    expect(merged.part.bundles.map(({ reference: { secret } }) => secret[0])).toEqual([99, 5, 6, 7, 8, 9, 10, 11])
    const packed = packFilters(merged, reference(150))
    expect(packed.part.packs.length).toBeLessThan(before.part.packs.length + 1)
    expect(decodePart(encodePart(packed.part), 0)).toEqual(packed.part)
  })
})

describe('malformed is an index', () => {
  const part = indexOf(70).part

  test('that points to itself, or to a later part: each part has its number', () => {
    expect(() => decodePart(encodePart(part), part.number - 1)).toThrow(malformed)
    expect(() => decodePart(encodePart(part), part.number + 1)).toThrow(malformed)
  })

  const listed: ListedBundle = { ...entry(1), filter: { at: 'part', filter: filter(1) } }
  const nowhere = { at: 'pack', pack: 3, index: 0 } as const

  test.each<[string, IndexPart]>([
    ['whose first part leads further back', { ...part, number: 0 }],
    ['whose later part leads nowhere', { number: 1, bundles: part.bundles, packs: [] }],
    ['that ends before it begins', { ...part, bundles: [{ ...listed, toMs: 1 }] }],
    ['of bundles without messages', { ...part, bundles: [{ ...listed, count: 0 }] }],
    ['that names a pack it does not have', { ...part, packs: [], bundles: [{ ...listed, filter: nowhere }] }],
    ['of too many bundles', { ...part, bundles: Array.from({ length: 65 }, () => listed) }]
  ])('%s', (_, bad) => {
    expect(() => decodePart(encodePart(bad), bad.number)).toThrow(malformed)
  })

  test('that refers to files, or is cut short, or is something else', () => {
    const file = { ...entry(1), reference: { ...reference(1), kind: 'file' as const } }
    const bytes = encodePart({ number: 0, bundles: [{ ...listed, ...file }], packs: [] })
    expect(() => decodePart(bytes, 0)).toThrow(malformed)
    expect(() => decodePart(encodePart(part).slice(0, -1), part.number)).toThrow(malformed)
    expect(() => decodePart(new Uint8Array(10), 0)).toThrow(malformed)
    expect(() => decodePart(new Uint8Array(300_000), 0)).toThrow(malformed)
    expect(() => decodePack(new Uint8Array(10))).toThrow(malformed)
  })
})
