import { expect, test } from 'vitest'
import { poisoned } from './poison.ts'

const FORBIDDEN: Readonly<Record<string, () => unknown>> = {
  'Date.now': () => Date.now(),
  'new Date()': () => new Date(),
  'Math.random': () => Math.random(),
  'performance.now': () => performance.now(),
  setTimeout: () => setTimeout(() => undefined, 1),
  'crypto.subtle.digest': () => crypto.subtle.digest('SHA-256', new Uint8Array(1)),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
}

test.each(Object.entries(FORBIDDEN))('%s throws while a run is on, and names its caller', (name, call) => {
  expect(() => poisoned(call)).toThrow(name)
  expect(() => poisoned(call)).toThrow('poison.test.ts')
})

test('dates of a given time are allowed, and everything is back afterwards', () => {
  expect(poisoned(() => new Date(0).getTime())).toBe(0)
  expect(() => poisoned(() => { throw new RangeError('of the run') })).toThrow(RangeError)
  for (const call of Object.values(FORBIDDEN)) expect(call).not.toThrow()
})
