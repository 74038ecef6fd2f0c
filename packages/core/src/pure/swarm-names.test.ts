import { describe, expect, test } from 'vitest'
import { swarmNo } from '../ids.ts'
import { hourOf, SwarmNames, swarmName, u32 } from './index.ts'

const HOUR = 3_600_000
const now = 480_000 * HOUR + 5000
const me = new Uint8Array(38).fill(1)
const id = (n: number): Uint8Array => { const bytes = new Uint8Array(32); bytes.set(u32(n)); return bytes }
const named = (n: number, atMs: number, listener = me): Uint8Array => swarmName(id(n), listener, hourOf(atMs))

/** Whether swarms 0 to `count - 1` are all found by their names of those hours. */
const known = (names: SwarmNames, count: number, atMs: number, hours: number[]): boolean =>
  hours.every((hour) => Array.from({ length: count }, (_, n) => n)
    .every((n) => names.find(named(n, atMs + hour * HOUR)) === n))

describe('a listener', () => {
  test('knows its swarms by their names of this hour and one on either side', () => {
    const names = new SwarmNames(me, now)
    names.add(swarmNo(7), id(7))
    for (const hours of [-1, 0, 1]) expect(names.find(named(7, now + hours * HOUR))).toBe(7)
    for (const hours of [-2, 2]) expect(names.find(named(7, now + hours * HOUR))).toBeUndefined()
    expect(names.find(named(8, now))).toBeUndefined()
    expect(names.find(named(7, now, new Uint8Array(38).fill(2)))).toBeUndefined()
  })

  test('forgets a swarm that was removed and knows it again when it comes back', () => {
    const names = new SwarmNames(me, now)
    for (let round = 0; round < 100; round++) {
      names.add(swarmNo(1), id(1))
      expect(names.find(named(1, now))).toBe(1)
      names.remove(swarmNo(1))
      expect(names.find(named(1, now))).toBeUndefined()
    }
    expect(names.size).toBe(0)
  })

  test('goes on knowing those that are left when most were removed', () => {
    const names = new SwarmNames(me, now)
    // The order is 95 to 99, 0 to 94; few go at its front and many at its end, so that places move.
    for (let n = 0; n < 100; n++) names.add(swarmNo((n + 95) % 100), id((n + 95) % 100))
    for (const n of [95, 96, 97, 98]) names.remove(swarmNo(n))
    for (let n = 94; n >= 30; n--) names.remove(swarmNo(n))
    names.remove(swarmNo(99))
    const later = now + 5 * HOUR
    while (names.advance(later, 1000));
    expect(names.size).toBe(30)
    expect(known(names, 30, later, [-1, 0, 1])).toBe(true)
  })

  test('rolls over without a pause: the next hour is ready before it comes', () => {
    const names = new SwarmNames(me, now)
    for (let n = 0; n < 200; n++) names.add(swarmNo(n), id(n))
    expect(names.advance(now, 0)).toBe(false)
    const later = now + HOUR
    expect(names.advance(later, 0)).toBe(true) // the hour after next, not yet made
    expect(known(names, 200, later, [-1, 0, 1])).toBe(true)
    expect(names.advance(later, 150)).toBe(true)
    expect(names.advance(later, 150)).toBe(false)
  })

  test('catches up after a night asleep, the current hour first', () => {
    const names = new SwarmNames(me, now)
    for (let n = 0; n < 50; n++) names.add(swarmNo(n), id(n))
    const morning = now + 9 * HOUR
    expect(names.advance(morning, 50)).toBe(true)
    expect(known(names, 50, morning, [0])).toBe(true)
    while (names.advance(morning, 50));
    expect(known(names, 50, morning, [-1, 0, 1])).toBe(true)
  })
})
