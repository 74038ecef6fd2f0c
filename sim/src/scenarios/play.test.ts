import { expect, test } from 'vitest'
import { judge } from './judge.ts'
import { mixed } from './mixed.ts'
import { play } from './play.ts'
import { replayCommand } from './replay-command.ts'
import { keptSeeds } from './seeds.ts'
import type { Scenario } from './scenario.ts'

const story = (run: Scenario['run'], expectations: Scenario['expectations'] = []): Scenario => (
  { name: 'story', title: 'A story for a test.', pace: 'quick', expectations, run }
)

test('a run is the same each time, also with every event told and lanes kept', () => {
  const once = play(mixed, { seed: 3 })
  const again = play(mixed, { seed: 3 }, { lanes: true, onEvent: () => undefined })
  expect(again.traceHash).toBe(once.traceHash)
  expect(again.samples).toEqual(once.samples)
  expect(play(mixed, { seed: 4 }).traceHash).not.toBe(once.traceHash)
})

test('what a run may not use makes it fail and names who did', () => {
  const { failure } = play(story(() => { Math.random() }), { seed: 1 })
  expect(failure).toMatchObject({ what: 'error', replay: replayCommand('story', { seed: 1 }) })
  expect(failure!.message).toContain('Math.random in virtual time')
})

test('a promise that is not kept in time is a failure with what peers say', () => {
  const { failure, properties } = play(story(scene => {
    scene.world().peer({ name: 'ann' })
    scene.within('it happens', 5, () => false)
  }), { seed: 1 })
  expect(failure).toMatchObject({ what: 'it happens' })
  expect(failure!.message).toContain('ann')
  expect(properties.find(({ name }) => name === 'it happens')).toMatchObject({ kind: 'liveness', failures: 1 })
})

test('settings and left-out misfortunes come from the request, the rest from the seed', () => {
  const drawn: (number | undefined)[] = []
  const { configuration } = play(story(scene => {
    scene.count('people', 9, 1)
    scene.setting('kind', 'drawn')
    for (let number = 0; number < 3; number++) drawn.push(scene.misfortune()?.next())
  }), { seed: 1, settings: { people: 2 }, skip: [1] })
  expect(configuration).toEqual({ people: 2, kind: 'drawn' })
  expect(drawn.map(value => value === undefined)).toEqual([false, true, false])
})

test('expectations are judged over all runs together, and nothing measured is not as expected', () => {
  const scenario = story(scene => scene.measure('seconds', 's', scene.seed), [
    { metric: 'seconds', statistic: 'max', relation: '<=', bound: 2, reason: 'a test' },
    { metric: 'nothing', statistic: 'p50', relation: '>=', bound: 0, reason: 'a test' },
  ])
  const { expectations, metrics, ok } = judge(scenario, [1, 2, 3].map(seed => play(scenario, { seed })))
  expect(metrics).toMatchObject([{ name: 'seconds', n: 3, mean: 2, p50: 2, max: 3 }])
  expect(expectations.map(({ met, value }) => [met, value])).toEqual([[false, 3], [false, null]])
  expect(ok).toBe(false)
})

test('every kept seed says what was wrong and belongs to a scenario', () => {
  for (const { scenario, why, seed } of keptSeeds()) {
    expect(scenario).toBe('mixed')
    expect(why.length).toBeGreaterThan(20)
    expect(seed).toBeGreaterThan(0)
  }
})
