import { describe, expect, test } from 'vitest'
import { swarmNo } from '../ids.ts'
import { hourOf, SwarmNames, swarmName, u32 } from './index.ts'

const HOUR = 3_600_000
const now = 480_000 * HOUR + 5000
const me = new Uint8Array(38).fill(1)
const id = (n: number): Uint8Array => { const bytes = new Uint8Array(32); bytes.set(u32(n)); return bytes }
const named = (n: number, atMs: number, listener = me): Uint8Array => swarmName(id(n), listener, hourOf(atMs))

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

  test('rolls over without a pause: the next hour is ready before it comes', () => {
    const names = new SwarmNames(me, now)
    for (let n = 0; n < 200; n++) names.add(swarmNo(n), id(n))
    expect(names.advance(now, 0)).toBe(false)
    const later = now + HOUR
    expect(names.advance(later, 0)).toBe(true) // the hour after next, not yet made
    for (let n = 0; n < 200; n++) for (const hours of [-1, 0, 1]) expect(names.find(named(n, later + hours * HOUR))).toBe(n)
    expect(names.advance(later, 150)).toBe(true)
    expect(names.advance(later, 150)).toBe(false)
  })

  test('catches up after a night asleep, the current hour first', () => {
    const names = new SwarmNames(me, now)
    for (let n = 0; n < 50; n++) names.add(swarmNo(n), id(n))
    const morning = now + 9 * HOUR
    expect(names.advance(morning, 50)).toBe(true)
    for (let n = 0; n < 50; n++) expect(names.find(named(n, morning))).toBe(n)
    while (names.advance(morning, 50));
    for (let n = 0; n < 50; n++) for (const hours of [-1, 1]) expect(names.find(named(n, morning + hours * HOUR))).toBe(n)
  })
})
