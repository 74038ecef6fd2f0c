import { expect, test } from 'vitest'
import { createWishes } from './wishes.ts'

function stage () {
  const told: (readonly [number, number])[] = []
  return { told, wishes: createWishes((first, count) => { told.push([first, count]) }) }
}

test('a reader that closes after the next one has wished takes nothing away from it', () => {
  const { told, wishes } = stage()
  const [old, next] = [wishes.reader(), wishes.reader()]
  old(0, 32)
  next(90, 32)
  old(0, 0)
  expect(told).toEqual([[0, 32], [90, 32]])
})

test('when the newest reader closes, what the one before it wants counts again, and at last nothing', () => {
  const { told, wishes } = stage()
  const [first, second] = [wishes.reader(), wishes.reader()]
  first(5, 32)
  second(90, 32)
  second(0, 0)
  first(0, 0)
  expect(told).toEqual([[5, 32], [90, 32], [5, 32], [0, 0]])
})

test('whoever wishes last is heard', () => {
  const { told, wishes } = stage()
  const [first, second] = [wishes.reader(), wishes.reader()]
  first(5, 32)
  second(90, 32)
  first(6, 32)
  second(0, 0)
  expect(told).toEqual([[5, 32], [90, 32], [6, 32]])
})
