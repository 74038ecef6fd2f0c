import { expect, test } from 'vitest'
import type { TransferState } from '../../engine/transfer-state.ts'
import { watchSilence } from './silence.ts'

/** A follower that shows one transfer, and its alarm. */
function createFollower (state: Partial<TransferState>) {
  let ring = (): void => undefined
  let asked = 0
  let states = { a: { phase: 'transferring', pauseReason: null, ...state } as TransferState }
  const silence = watchSilence({
    system: {
      alarm: (_ms, callback) => {
        ring = callback
        return () => { ring = () => undefined }
      }
    },
    states: () => states,
    ask: () => { asked++ },
    show: (shown) => { states = shown as typeof states }
  })
  return {
    silence,
    pass: (times: number) => { for (let i = 0; i < times; i++) ring() },
    asked: () => asked,
    reason: () => states.a.pauseReason
  }
}

test('a leader that says nothing while bytes should move is asked, and then shown as what stops them', () => {
  const follower = createFollower({})
  follower.pass(2)
  expect([follower.asked(), follower.reason()]).toEqual([1, null])
  follower.pass(1)
  expect([follower.asked(), follower.reason()]).toEqual([2, 'other-tab'])
})

test('one that answers is not', () => {
  const follower = createFollower({})
  for (let i = 0; i < 5; i++) {
    follower.pass(2)
    follower.silence.heard()
  }
  expect(follower.reason()).toBeNull()
})

test.each<Partial<TransferState>>([
  { phase: 'done' }, { phase: 'holding' }, { phase: 'connecting' }, { pauseReason: 'user' }
])('nor one that has nothing to tell: %o', (state) => {
  const follower = createFollower(state)
  follower.pass(9)
  expect([follower.asked(), follower.reason()]).toEqual([0, state.pauseReason ?? null])
})
