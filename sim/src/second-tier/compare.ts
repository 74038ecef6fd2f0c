import type { Expectation, ExpectationOutcome, RunResult, ScenarioResults } from '../results.ts'
import { summarize } from '../statistics.ts'
import { playReal } from './play-real.ts'
import { playVirtual } from './play-virtual.ts'
import type { Story, Told } from './story.ts'

/** Virtual time has no processor: reality may take so much longer before the model is wrong about it. */
const SLOWER = 2
/** And so little of the virtual time at least: what is faster than the model says moves bytes that it does not. */
const FASTER = 0.8

/** Plays a story both ways; the second result stands beside the first in the report by its name. */
export async function compare (story: Story, seed: number): Promise<readonly [ScenarioResults, ScenarioResults]> {
  const virtualMs = performance.now()
  const virtual = playVirtual(story, seed)
  const realMs = performance.now()
  const real = await playReal(story)
  const endMs = performance.now()
  const first = resultsOf(story, story.name, runOf(story, story.name, seed, virtual, (realMs - virtualMs) / 1000), [])
  const middle = first.metrics.find(({ name }) => name === 'completion')!.p50
  const expectation = (relation: '<=' | '>=', share: number, reason: string): Expectation => (
    { metric: 'completion', statistic: 'p50', relation, bound: middle * share, reason }
  )
  const name = `${story.name}, real`
  return [first, resultsOf(story, name, runOf(story, name, seed, real, (endMs - realMs) / 1000), [
    expectation('<=', SLOWER, `${SLOWER} times virtual time, which has no processor`),
    expectation('>=', FASTER, `${FASTER} times virtual time: lines are as slow as that`),
  ])]
}

function runOf (story: Story, scenario: string, seed: number, told: Told, wallSeconds: number): RunResult {
  const { receivers, bytes, up, privacy } = story
  return {
    scenario,
    seed,
    configuration: { receivers, bytes, up, privacy },
    traceHash: '',
    events: 0,
    virtualSeconds: told.seconds,
    wallSeconds,
    samples: {
      'first byte': { unit: 's', values: told.firstByte },
      'completion': { unit: 's', values: told.completion },
      'sender\'s share': { unit: 'share', values: [told.senderShare] },
    },
    series: [],
    properties: [],
  }
}

function resultsOf (
  { title }: Story, name: string, run: RunResult, expectations: readonly Expectation[]
): ScenarioResults {
  const metrics = Object.entries(run.samples).map(([metric, { unit, values }]) => summarize(metric, unit, values))
  const outcomes = expectations.map((expectation): ExpectationOutcome => {
    const value = metrics.find(metric => metric.name === expectation.metric)![expectation.statistic]
    const met = expectation.relation === '<=' ? value <= expectation.bound : value >= expectation.bound
    return { ...expectation, unit: 's', value, met }
  })
  const ok = outcomes.every(({ met }) => met)
  return { name, title, ok, runs: [run], metrics, expectations: outcomes, properties: [] }
}
