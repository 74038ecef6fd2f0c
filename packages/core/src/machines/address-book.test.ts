import { expect, test } from 'vitest'
import { MAX_ADDRESSES } from '../limits.ts'
import { createAddressBook } from './address-book.ts'

const circuit = (relay: string): string => `/dns4/${relay}.test/tcp/443/wss/p2p/${relay}/p2p-circuit/p2p/z`

test('better vouched addresses come first, among equals the newest', () => {
  const book = createAddressBook()
  book.add(['/ip4/1.1.1.1/tcp/1'], 1, 30)
  book.add(['/ip4/2.2.2.2/tcp/1'], 4, 10)
  book.add(['/ip4/3.3.3.3/tcp/1'], 4, 20)
  expect(book.list('plain')).toEqual(['/ip4/3.3.3.3/tcp/1', '/ip4/2.2.2.2/tcp/1', '/ip4/1.1.1.1/tcp/1'])
})

test('plain addresses and circuits are told apart', () => {
  const book = createAddressBook()
  book.add([circuit('r'), '/ip4/1.1.1.1/tcp/1'], 1, 0)
  expect(book.list('circuit')).toEqual([circuit('r')])
  expect(book.list('plain')).toEqual(['/ip4/1.1.1.1/tcp/1'])
})

test('what worked last comes first, and a flood of other addresses does not push it out', () => {
  const book = createAddressBook()
  book.add([circuit('a'), circuit('b')], 4, 0)
  book.worked(circuit('a'), 1)
  for (let round = 0; round < 100; round++) book.add([`/ip4/10.0.0.${round}/tcp/1`], 4, 10 + round)
  expect(book.size).toBe(MAX_ADDRESSES)
  expect(book.list('circuit')).toEqual([circuit('a')])
})

test('a relay that cuts steps back behind one that may not', () => {
  const book = createAddressBook()
  book.add([circuit('limited'), circuit('other')], 4, 0)
  book.worked(circuit('limited'), 1)
  book.cut(circuit('limited'))
  expect(book.list('circuit')).toEqual([circuit('other'), circuit('limited')])
})

test('where the other relay turns out dead the one that cuts stays first for a while', () => {
  const book = createAddressBook()
  book.add([circuit('limited'), circuit('dead')], 4, 0)
  book.worked(circuit('limited'), 1)
  let deadFirst = 0
  for (let cuts = 0; cuts < 80; cuts++) {
    book.cut(circuit('limited'))
    if (book.list('circuit')[0] === circuit('dead')) deadFirst++
    book.worked(circuit('limited'), 2 + cuts)
  }
  expect(deadFirst).toBeGreaterThan(5)
  expect(deadFirst).toBeLessThanOrEqual(12)
})

test('what is no address is not kept', () => {
  const book = createAddressBook()
  expect(book.add(['', 'https://x', `/${'x'.repeat(5000)}`], 4, 0)).toBe(false)
  expect(book.size).toBe(0)
})
