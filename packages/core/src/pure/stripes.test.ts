import { describe, expect, test } from 'vitest'
import { chunkNo } from '../ids.ts'
import { chunkOf, columnOf, inColumns, parityCount, parityRows, stripeCount, stripeOf } from './index.ts'

const scheme = { need: 4, of: 6 }
const P = 2 ** 18

describe('stripes and columns', () => {
  test('name every chunk once, data before parity', () => {
    const named = [0, 1, 2].flatMap((stripe) => [0, 1, 2, 3, 4, 5].map((column) => chunkOf(stripe, column, 10, scheme)))
    expect(named).toEqual([
      0, 1, 2, 3, P, P + 1,
      4, 5, 6, 7, P + 2, P + 3,
      8, 9, undefined, undefined, P + 4, P + 5,
    ])
    const places = named.map((chunk) => chunk && [stripeOf(chunk, scheme), columnOf(chunk, scheme)])
    expect(places).toEqual(named.map((chunk, i) => chunk && [Math.floor(i / 6), i % 6]))
    expect([stripeCount(10, scheme), parityCount(10, scheme)]).toEqual([3, 6])
  })

  test('of copies have no parity, and every column has every chunk', () => {
    const copies = { need: 1, of: 3 }
    expect([parityRows(copies), parityCount(10, copies), stripeCount(10, copies)]).toEqual([0, 0, 10])
    expect(inColumns(7, [2], copies)).toBe(true)
    expect(inColumns(7, [], copies)).toBe(false)
    expect(stripeOf(chunkNo(7), copies)).toBe(7)
  })

  test('tell which chunks a holder of some columns keeps', () => {
    const kept = [0, 1, 2, 3, 4, P, P + 1, P + 3].filter((chunk) => inColumns(chunk, [1, 5], scheme))
    expect(kept).toEqual([1, P + 1, P + 3])
  })
})
