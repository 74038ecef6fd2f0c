import type { TransferState } from '@passel/core'
import { expect, test } from 'vitest'
import { describe as describeState, label } from './progress.ts'

const [secret, author] = [new Uint8Array(32), new Uint8Array(32)]

function stateOf (script: Partial<TransferState> = {}): TransferState {
  return {
    id: 'abcd',
    role: 'get',
    reference: { version: 1, kind: 'file', privacy: 'direct', secret, author, hints: [], relays: [] },
    phase: 'transferring',
    pauseReason: null,
    failure: null,
    progress: { loaded: 0, given: null, total: null, bytesPerSecond: 0, secondsLeft: null },
    peers: [],
    path: null,
    owner: 'this-tab',
    receipts: { have: 0, of: 0 },
    traffic: { in: 0, twice: 0, out: 0, resumed: 0 },
    firstByteMs: null,
    holders: null,
    signalsSent: 0,
    ...script
  }
}

test('a line says what, how much, how fast, how long, and from how many', () => {
  const progress = {
    loaded: 50_000_000, given: null, total: 100_000_000, bytesPerSecond: 2_000_000, secondsLeft: 25
  }
  const peers = [{ peer: 'a', path: 'direct' }, { peer: 'b', path: 'relayed' }] as const
  expect(describeState(stateOf({ progress, peers, path: 'direct' })))
    .toBe('transferring  50.0 MB of 100.0 MB  2.00 MB/s  25 s left  2 peers, direct')
})

test('what is not known is left out', () => {
  const progress = { loaded: 12, given: null, total: null, bytesPerSecond: 0, secondsLeft: null }
  expect(describeState(stateOf({ progress })))
    .toBe('transferring  12 B')
})

test('a failure or a pause stands in front, the failure first', () => {
  expect(describeState(stateOf({ pauseReason: 'no-peers' }))).toMatch(/^paused: no-peers {2}/)
  expect(describeState(stateOf({ pauseReason: 'no-peers', failure: 'disk-full' }))).toMatch(/^disk-full {2}/)
})

test('a sender sees who has it all', () => {
  const receipts = { have: 1, of: 2 }
  expect(describeState(stateOf({ role: 'send', receipts }))).toMatch(/received by 1 of 2$/)
  expect(describeState(stateOf({ role: 'get', receipts }))).not.toMatch(/received by/)
})

test('a sender with keepers sees how many hold it, also before the first does', () => {
  const keepers = [{ peer: 'a', columns: [0], held: false }]
  const holders = { need: 2, of: 4, held: 0, verifiedAtMs: null, keepers, mayLeave: false, online: 0, missing: [] }
  expect(describeState(stateOf({ role: 'send', holders }))).toMatch(/held by 0 of 4$/)
  expect(describeState(stateOf({ role: 'send', holders: { ...holders, keepers: [] } }))).not.toMatch(/held by/)
})

test('a transfer is called by its file\'s name, or by its id', () => {
  const state = stateOf()
  expect(label(state)).toBe('abcd')
  expect(label({ ...state, reference: { ...state.reference, name: 'photo.jpg' } })).toBe('photo.jpg')
})
