import { expect, test } from 'vitest'
import { Violation } from '../checks/properties.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { replayCommand } from '../scenarios/replay-command.ts'
import { shrink } from './shrink.ts'

/** Fails when at least three take part and its fifth misfortune happens. */
const brittle: Scenario = {
  name: 'brittle',
  title: 'Fails for a reason that is known.',
  pace: 'quick',
  expectations: [],
  run (scene) {
    const people = scene.count('people', 20, 1)
    const happened = Array.from({ length: 12 }, () => scene.misfortune() !== undefined)
    if (people >= 3 && happened[4]) throw new Violation('it holds', 'it broke')
  },
}

test('a failing run is made as small as it can be and still fails', () => {
  const smallest = shrink(brittle, { seed: 7 })!
  expect(smallest.request).toEqual({ seed: 7, settings: { people: 3 }, skip: [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11] })
  expect(smallest.played.failure).toMatchObject({ what: 'it holds' })
  expect(smallest.played.failure!.replay).toBe(replayCommand('brittle', smallest.request))
})

test('a run that does not fail is not made smaller', () => {
  expect(shrink(brittle, { seed: 7, settings: { people: 2 } })).toBeUndefined()
})
