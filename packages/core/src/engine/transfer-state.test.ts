import { expect, test } from 'vitest'
import type { TransferSnapshot } from '../machines/peer-types.ts'
import { scriptedReference, scriptedSnapshot } from '../testing/scripted/transfer.ts'
import { toTransferState, type TransferState } from './transfer-state.ts'

function stateOf (script: Partial<TransferSnapshot>, size?: number): TransferState {
  const reference = { ...scriptedReference, ...(size === undefined ? {} : { size }) }
  return toTransferState('t', reference, scriptedSnapshot(script))
}

const rate = { inBytesPerSecond: 100, outBytesPerSecond: 10 }

test('the time left follows from what is missing and the rate that matters to this side', () => {
  const bytes = { have: 1_000, total: 2_050 }
  expect(stateOf({ role: 'get', bytes, rate }).progress).toMatchObject({ bytesPerSecond: 100, secondsLeft: 11 })
  expect(stateOf({ role: 'send', bytes, rate }).progress).toMatchObject({ bytesPerSecond: 10, secondsLeft: 205 })
})

test('a sender got as far as the member furthest along, whatever it has sealed', () => {
  const bytes = { have: 1_000, total: 4_000 }
  const at = (furthest: number): number | null =>
    stateOf({ role: 'send', bytes, rate, chunks: { known: 10, have: 10, sealed: 10, furthest, final: false } })
      .progress.given
  expect([at(0), at(5), at(10), at(11)]).toEqual([0, 500, 1_000, 1_000])
  expect(stateOf({ role: 'send', bytes: { have: 0, total: null } }).progress.given).toBe(0)
  expect(stateOf({ role: 'get', bytes }).progress.given).toBeNull()
})

test.each<[string, Partial<TransferSnapshot>]>([
  ['the size is unknown', { bytes: { have: 0, total: null }, rate }],
  ['nothing moves', { bytes: { have: 0, total: 1_000 }, rate: { inBytesPerSecond: 0, outBytesPerSecond: 0 } }],
  ['it is over in a moment', { bytes: { have: 800, total: 1_000 }, rate }]
])('nobody is told a time left while %s', (_when, script) => {
  expect(stateOf(script).progress.secondsLeft).toBeNull()
})

test('the size that the reference names serves until the last page tells the true one', () => {
  expect(stateOf({ bytes: { have: 0, total: null } }, 70).progress.total).toBe(70)
  expect(stateOf({ bytes: { have: 0, total: 71 } }, 70).progress.total).toBe(71)
  expect(stateOf({ bytes: { have: 0, total: 0 } }, 70).progress.total).toBe(0)
})

test('one direct connection is enough to be called direct', () => {
  const relayed = { peer: 'a', path: 'relayed', have: 0 } as const
  const direct = { peer: 'b', path: 'direct', have: 0 } as const
  expect(stateOf({ members: [] }).path).toBeNull()
  expect(stateOf({ members: [relayed] }).path).toBe('relayed')
  expect(stateOf({ members: [relayed, direct] }).path).toBe('direct')
  expect(stateOf({ members: [relayed, direct] }).peers).toEqual([
    { peer: 'a', path: 'relayed' }, { peer: 'b', path: 'direct' }
  ])
})
