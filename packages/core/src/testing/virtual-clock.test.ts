import { expect, test } from 'vitest'
import { createVirtualClock } from './virtual-clock.ts'

test('calls run in the order of their time, and those of one moment in the order they were planned', () => {
  const clock = createVirtualClock()
  const ran: string[] = []
  clock.at(5, () => ran.push('late'))
  clock.at(1, () => ran.push('first'))
  clock.at(1, () => ran.push('second'))
  clock.at(0.5, () => clock.after(0.5, () => ran.push('planned on the way')))
  while (clock.step());
  expect(ran).toEqual(['first', 'second', 'planned on the way', 'late'])
  expect(clock.nowMs).toBe(5)
})

test('a cancelled call does not run and does not move time', () => {
  const clock = createVirtualClock()
  clock.after(10, () => { throw new Error('cancelled') })()
  expect(clock.step()).toBe(false)
  expect(clock.nowMs).toBe(0)
})

test('a call never runs before the moment it was planned for', () => {
  const clock = createVirtualClock()
  for (const deadline of [1 / 3, 12_270.076000000001, 86_400_000.1]) {
    clock.at(deadline, () => expect(clock.nowMs).toBeGreaterThanOrEqual(deadline))
    expect(clock.step()).toBe(true)
  }
})

test('running to a moment leaves later calls planned', () => {
  const clock = createVirtualClock()
  let ran = 0
  clock.at(10, () => ran++)
  clock.runTo(9)
  expect([ran, clock.nowMs]).toEqual([0, 9])
  clock.runTo(20)
  expect([ran, clock.nowMs]).toEqual([1, 20])
})

test('many calls planned in any order run sorted', () => {
  const clock = createVirtualClock()
  const times: number[] = []
  for (let index = 0; index < 2000; index++) clock.at((index * 7919) % 1009, () => times.push(clock.nowMs))
  while (clock.step());
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(times.length).toBe(2000)
})

test('a call that plans itself for the same moment without end is reported', () => {
  const clock = createVirtualClock()
  const again = (): void => { clock.after(0, again) }
  again()
  expect(() => { while (clock.step()); }).toThrow('time stands still at 0 ms')
})

test('calls that were taken back leave the queue, and the others still run in order', () => {
  const clock = createVirtualClock(0)
  const ran: number[] = []
  const cancels = Array.from({ length: 5000 }, (_, index) => clock.after(5000 - index, () => ran.push(5000 - index)))
  cancels.forEach((cancel, index) => { if (index % 10 !== 0) cancel() })
  expect(clock.waiting).toBe(500)
  clock.runTo(10_000)
  cancels[0]!()
  expect(clock.waiting).toBe(0)
  expect(ran).toEqual(Array.from({ length: 500 }, (_, index) => 10 * (index + 1)))
})

test('a run that never ends is ended: too much in one second, or too much planned', () => {
  const busy = createVirtualClock(0, { maxPerSecond: 1001 })
  const again = (): void => void busy.after(1, again)
  again()
  expect(() => busy.runTo(5000)).not.toThrow()
  for (let more = 0; more < 2000; more++) busy.after(more / 2, () => undefined)
  expect(() => busy.runTo(6000)).toThrow('in virtual second')
  const full = createVirtualClock(0, { maxWaiting: 10 })
  expect(() => { for (let more = 0; more < 20; more++) full.after(more, () => undefined) }).toThrow('are planned')
})
