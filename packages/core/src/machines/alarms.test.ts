import { expect, test } from 'vitest'
import { createAlarms } from './alarms.ts'
import { createRandom } from './random.ts'

const at = (mono: number): { mono: number, wall: number } => ({ mono, wall: 0 })

test('alarms ring in the order of their times, and only when they are due', () => {
  const alarms = createAlarms()
  const rung: string[] = []
  for (const [name, time] of [['c', 30], ['a', 10], ['b', 20]] as const) {
    alarms.create(() => { rung.push(name) }).set(time)
  }
  expect(alarms.next()).toBe(10)
  alarms.ring(at(9), [])
  expect(rung).toEqual([])
  alarms.ring(at(20), [])
  expect(rung).toEqual(['a', 'b'])
  expect(alarms.next()).toBe(30)
})

test('an alarm set anew rings once, at its last time', () => {
  const alarms = createAlarms()
  let rings = 0
  const alarm = alarms.create(() => { rings++ })
  alarm.set(10)
  alarm.set(50)
  alarm.setBy(60)
  expect(alarm.at).toBe(50)
  alarm.setBy(40)
  alarms.ring(at(39), [])
  expect(rings).toBe(0)
  alarms.ring(at(60), [])
  expect(rings).toBe(1)
  expect(alarms.next()).toBe(Infinity)
})

test('one that is cleared by another in the same moment stays silent', () => {
  const alarms = createAlarms()
  const rung: string[] = []
  const second = alarms.create(() => { rung.push('second') })
  const first = alarms.create(() => {
    rung.push('first')
    second.clear()
  })
  first.set(1)
  second.set(2)
  alarms.ring(at(5), [])
  expect(rung).toEqual(['first'])
})

test('one that sets itself to now waits for the next tick, so that no ring is endless', () => {
  const alarms = createAlarms()
  let rings = 0
  const alarm = alarms.create((now) => {
    rings++
    alarm.set(now.mono)
  })
  alarm.set(1)
  alarms.ring(at(5), [])
  expect(rings).toBe(1)
  expect(alarms.next()).toBe(5)
})

test('after any sequence of settings and clearings the earliest is on top', () => {
  const random = createRandom(3)
  const alarms = createAlarms()
  const all = Array.from({ length: 40 }, () => alarms.create(() => undefined))
  for (let i = 0; i < 2000; i++) {
    const alarm = all[random.below(all.length)]!
    if (random.next() < 0.3) alarm.clear()
    else alarm.set(random.below(1000))
    expect(alarms.next()).toBe(Math.min(...all.map((each) => each.at)))
  }
})
