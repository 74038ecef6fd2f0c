import { expect, test } from 'vitest'
import { countColumns, givesWay, networkOf, placeColumns, spreadOut } from './placement.ts'

const hint = (peer: string, address: string) => ({ peer, addresses: [address] })

test('one more holder takes the column that the fewest keep', () => {
  const counts = countColumns([[0], [0, 1], [3]], 4)
  expect(counts).toEqual([2, 1, 0, 1])
  expect(placeColumns('anybody', counts, 1)).toEqual([2])
})

test('among columns that nobody keeps, peers choose differently, and each the same at every time', () => {
  const none = countColumns([], 10)
  const chosen = Array.from({ length: 200 }, (_, i) => placeColumns(`peer-${i}`, none, 1)[0]!)
  expect(new Set(chosen).size).toBe(10)
  expect(placeColumns('peer-7', none, 1)).toEqual([chosen[7]])
})

test('a holder of several columns takes the emptiest ones, in order', () => {
  expect(placeColumns('p', [1, 0, 5, 0, 2], 3)).toEqual([0, 1, 3])
})

test('holders who come one after the other fill all columns before one is kept twice', () => {
  const holders: number[][] = []
  for (let i = 0; i < 20; i++) holders.push(placeColumns(`peer-${i}`, countColumns(holders, 10), 1))
  expect(countColumns(holders, 10)).toEqual(new Array(10).fill(2))
})

test('of two with one column exactly one gives way', () => {
  for (let i = 0; i < 50; i++) expect(givesWay(`a${i}`, `b${i}`, 3)).not.toBe(givesWay(`b${i}`, `a${i}`, 3))
})

test('columns that a holder names beyond the scheme count for nothing', () => {
  expect(countColumns([[0, 7]], 2)).toEqual([1, 0])
})

test('keepers are taken in turn from different networks', () => {
  const spread = spreadOut([
    hint('a1', '/ip4/203.0.113.1/tcp/1'), hint('a2', '/ip4/203.0.7.9/tcp/1'), hint('b', '/dns4/k.example.org/tcp/1'),
    hint('c', '/ip6/2001:db8:1::1/tcp/1'), hint('a3', '/ip4/203.0.113.3/tcp/1'),
  ])
  expect(spread.map(({ peer }) => peer)).toEqual(['a1', 'b', 'c', 'a2', 'a3'])
})

test('names of one operator are one network, whatever stands in front', () => {
  expect(networkOf('/dns4/a.keep.example.org/tcp/1/ws')).toBe(networkOf('/dns/b.example.org/tcp/443/wss'))
})
