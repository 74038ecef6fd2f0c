import { expect, test } from 'vitest'
import { createRateLimit } from './rate-limit.ts'

test('a client may send so many messages within any span of time, and others are not touched', () => {
  let nowMs = 0
  const within = createRateLimit({ messages: 2, perMs: 1_000 }, () => nowMs)
  expect([within('ada'), within('ada'), within('ada'), within('ben')]).toEqual([true, true, false, true])
  nowMs = 999
  expect(within('ada')).toBe(false)
  nowMs = 1_000
  expect([within('ada'), within('ada'), within('ada')]).toEqual([true, true, false])
})
