import { expect, test } from 'vitest'
import { connNo } from '../ids.ts'
import { CHUNK_BYTES, MAX_STALL_MS, MAX_WINDOW_BYTES, MAX_WINDOW_WEBRTC_BYTES, STALL_MS } from '../limits.ts'
import { createFlow, type Flow } from './flow.ts'

function createTestFlow (windowMaxBytes = MAX_WINDOW_BYTES): Flow {
  return createFlow({ conn: connNo(1), privacy: 'direct', peer: 'p', path: 'direct', dialled: true, windowMaxBytes }, 0)
}

/** Asks for all there is room for and gets it at `perSecond` after `rttMs`; the bytes in flight in each round. */
function rounds (flow: Flow, count: number, perSecond: number, rttMs: number): number[] {
  let now = 0
  const inFlight: number[] = []
  for (let i = 0; i < count; i++) {
    while (flow.room(CHUNK_BYTES)) flow.asked(CHUNK_BYTES, now)
    inFlight.push(flow.inFlight)
    const asked = flow.inFlight
    now += rttMs
    for (let got = 0; got < asked; got += CHUNK_BYTES) {
      now += CHUNK_BYTES * 1000 / perSecond
      flow.got(CHUNK_BYTES, now)
    }
  }
  return inFlight
}

test('four chunks are asked for at first, twice as much each round trip, up to the most', () => {
  expect(rounds(createTestFlow(), 6, 1e9, 50).map((bytes) => bytes / CHUNK_BYTES)).toEqual([4, 8, 16, 32, 32, 32])
  expect(Math.max(...rounds(createTestFlow(MAX_WINDOW_WEBRTC_BYTES), 6, 1e9, 50))).toBe(MAX_WINDOW_WEBRTC_BYTES)
})

test('a slow link is asked for two seconds of its rate', () => {
  const inFlight = rounds(createTestFlow(), 12, 500_000, 20)
  expect(inFlight.at(-1)).toBeGreaterThan(700_000)
  expect(inFlight.at(-1)).toBeLessThan(1_000_000 + 2 * CHUNK_BYTES)
})

test('one chunk is always asked for, however slow the link', () => {
  expect(rounds(createTestFlow(), 20, 5_000, 20).at(-1)).toBe(CHUNK_BYTES)
})

test('a source that has nothing to give does not make its link look slow', () => {
  const flow = createTestFlow()
  flow.asked(CHUNK_BYTES, 0)
  flow.got(CHUNK_BYTES, 1_500)
  const before = flow.perSecond()
  flow.asked(CHUNK_BYTES, 600_000)
  flow.got(CHUNK_BYTES, 600_100)
  expect(flow.perSecond()).toBeGreaterThan(before)
})

test('what is released makes room', () => {
  const flow = createTestFlow()
  while (flow.room(CHUNK_BYTES)) flow.asked(CHUNK_BYTES, 0)
  flow.released(CHUNK_BYTES, 1)
  expect(flow.room(CHUNK_BYTES)).toBe(true)
})

test('a stall is two seconds, three round trips, or several of the usual pauses', () => {
  const flow = createTestFlow()
  expect(flow.stallMs()).toBe(STALL_MS)
  flow.roundTrip(1_000)
  expect(flow.stallMs()).toBe(3_000)
  const paused = createTestFlow()
  paused.asked(CHUNK_BYTES, 0)
  paused.got(1_000, 3_000)
  expect(paused.stallMs()).toBe(12_000)
  paused.got(1_000, 60_000)
  expect(paused.stallMs()).toBe(MAX_STALL_MS)
})
