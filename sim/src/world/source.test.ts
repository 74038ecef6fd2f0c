import { expect, test } from 'vitest'
import { createPayload, plainBytes } from './payload.ts'
import { takeFromSource } from './source.ts'

const file = createPayload(1, { bytes: 1_000_000 }, [], [])
const stream = createPayload(2, { bytes: 100_000, bytesPerSecond: 200 }, [], [])

test('a file gives full chunks at once and its rest at the end', () => {
  const full = plainBytes(file)
  expect(takeFromSource(file, 0, 0, 2, 1000, 50)).toEqual(
    { chunks: [full, full], readyAtMs: 50, short: false, last: false }
  )
  expect(takeFromSource(file, 0, 2 * full, 9, 1000, 50)).toEqual(
    { chunks: [full, 1_000_000 - 3 * full], readyAtMs: 50, short: false, last: true }
  )
})

test('a slow stream is flushed short a moment after its first byte', () => {
  expect(takeFromSource(stream, 0, 0, 4, 1000, 0)).toEqual({ chunks: [201], readyAtMs: 1005, short: true, last: false })
})

test('a fast stream gives whole chunks as they fill', () => {
  const fast = createPayload(3, { bytes: 1e6, bytesPerSecond: 1e6 }, [], [])
  const batch = takeFromSource(fast, 0, 0, 8, 1000, 0)
  expect(batch.chunks).toEqual([plainBytes(fast)])
  expect(batch.readyAtMs).toBeCloseTo(plainBytes(fast) / 1000, 3)
})

test('an empty payload ends without a chunk', () => {
  const empty = createPayload(4, { bytes: 0 }, [], [])
  expect(takeFromSource(empty, 0, 0, 8, 1000, 7)).toEqual({ chunks: [], readyAtMs: 7, short: false, last: true })
})
