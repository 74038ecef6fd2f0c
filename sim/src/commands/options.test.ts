import { expect, test } from 'vitest'
import { parseNumbers, parseSeeds, parseSetting } from './options.ts'

test('seeds are numbers and ranges in the order in which they are named', () => {
  expect(parseSeeds('3,5,9..11')).toEqual([3, 5, 9, 10, 11])
  for (const wrong of ['', 'x', '5..3', '1..', '1.5']) expect(() => parseSeeds(wrong)).toThrow(/Seeds are|ends before/)
})

test('settings keep their kind and add up', () => {
  const settings = ['people=3', 'privacy=relayed', 'stream=false', 'loss=0.5'].reduce<ReturnType<typeof parseSetting>>(
    (before, text) => parseSetting(text, before), {}
  )
  expect(settings).toEqual({ people: 3, privacy: 'relayed', stream: false, loss: 0.5 })
  expect(() => parseSetting('people')).toThrow('NAME=VALUE')
})

test('numbers to skip are whole and not negative', () => {
  expect(parseNumbers('0,4,12')).toEqual([0, 4, 12])
  expect(() => parseNumbers('1,-2')).toThrow('1,4,5')
})
