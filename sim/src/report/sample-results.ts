/** Made-up results with everything that a report can show: for its tests, and for whoever works on its looks. */
import { createRandom, type Random } from '@passel/core/machines'
import { exponential, logNormal } from '../people/index.ts'
import type {
  ExpectationOutcome, LaneEvent, Metric, PropertyCount, Results, RunResult, ScenarioResults, Series, ValidationRow,
} from '../results.ts'
import { summarize } from '../statistics.ts'
import { availability, ONLINE_SHARES, SCHEMES, shareError } from '../theory/index.ts'

/** Results of a sweep; `failing` gives one seed of it a failure. */
export function sampleResults (failing: boolean): Results {
  const swarm = sampleSwarm()
  const storm = sampleStorm(failing)
  return {
    schema: 1,
    command: 'sweep',
    commit: '0d21c2e4',
    node: 'v24.21.0',
    startedAt: '2026-03-14T09:26:53.589Z',
    wallSeconds: 48.2,
    seeds: [1, 2, 3, 4, 5, 6, 7, 8],
    ok: !failing,
    scenarios: [swarm, storm],
    validation: sampleValidation(),
  }
}

function metricOf (name: string, unit: string, runs: readonly RunResult[]): Metric {
  return summarize(name, unit, runs.flatMap(({ samples }) => samples[name]?.values ?? []))
}

type Given = Omit<ExpectationOutcome, 'unit' | 'value' | 'met' | 'metric'>

function outcome (metric: Metric, given: Given): ExpectationOutcome {
  const value = metric[given.statistic]
  const met = given.relation.startsWith('<') ? value <= given.bound : value >= given.bound
  return { ...given, metric: metric.name, unit: metric.unit, value, met }
}

function sampleSwarm (): ScenarioResults {
  const least = 50
  const runs = [1, 2, 3, 4, 5, 6, 7, 8].map(seed => {
    const random = createRandom(seed)
    const draw = (count: number, value: () => number): number[] => Array.from({ length: count }, value)
    const first = logNormal(0.9, 0.5)
    const slow = exponential(2.4)
    const share = draw(1, () => 0.1 + random.next() * 0.05)
    return runOf('file-1-to-20', seed, {
      'first byte': { unit: 's', values: draw(20, () => 0.15 + first.sample(random)) },
      'completion': { unit: 's', values: draw(20, () => least + 0.4 + slow.sample(random)) },
      'author share': { unit: 'share', values: share },
    }, seriesOf(random), [])
  })
  const [first, completion, share] = [
    metricOf('first byte', 's', runs), metricOf('completion', 's', runs), metricOf('author share', 'share', runs),
  ]
  return {
    name: 'file-1-to-20',
    title: 'One sender with 2 MB/s, twenty receivers, 100 MB',
    ok: true,
    runs,
    metrics: [first!, completion!, share!],
    expectations: [
      outcome(first!, { statistic: 'p90', relation: '<=', bound: 3, reason: 'a chat waits for seconds, not more' }),
      outcome(completion!, { statistic: 'min', relation: '>=', bound: least, reason: 'Kumar and Ross' }),
      outcome(completion!, { statistic: 'p99', relation: '<=', bound: least * 1.3, reason: '30 % above the bound' }),
      outcome(share!, { statistic: 'mean', relation: '<=', bound: 0.2, reason: 'the author does not carry it alone' }),
    ],
    properties: [
      { name: 'a chunk is kept once', kind: 'always', checks: 1_284_402, failures: 0 },
      { name: 'nothing is asked of two members at once', kind: 'always', checks: 642_201, failures: 0 },
      { name: 'a receiver completes another', kind: 'sometimes', checks: 152, failures: 0 },
    ],
  }
}

function seriesOf (random: Random): Series[] {
  const over = (name: string, unit: string, value: (share: number) => number): Series => ({
    name, unit, points: Array.from({ length: 61 }, (_, second) => [second, value(second / 60)] as const),
  })
  const jitter = (): number => 0.97 + random.next() * 0.06
  return [
    over('online', 'count', share => Math.round(14 + 6 * Math.sin(share * 7) * jitter())),
    over('distinct chunks', 'count', share => Math.round(Math.min(382, 420 * share * jitter()))),
    over('rarest chunk', 'count', share => Math.floor(20 * share ** 2 * jitter())),
    over('relayed bytes', 'bytes', share => 38e6 * (1 - Math.exp(-5 * share)) * jitter()),
    over('direct bytes', 'bytes', share => 2e9 * share ** 1.2 * jitter()),
    over('author share', 'share', share => Math.min(1, 1 / (1 + 11 * share) * jitter())),
    over('signals on Waku', 'count', share => Math.round(22 + 9 * share)),
  ]
}

function sampleStorm (failing: boolean): ScenarioResults {
  const runs = [1, 2, 3, 4, 5, 6, 7, 8].map(seed => {
    const random = createRandom(seed).stream('storm')
    const healed = exponential(14)
    const values = Array.from({ length: 5 }, () => 0.5 + healed.sample(random))
    const run = runOf('mixed', seed, { 'healed to done': { unit: 's', values } }, [], sampleLanes(random))
    if (!failing || seed !== 5) return run
    return { ...run, failure: {
      what: 'after healing every getter finishes',
      seconds: 71.3,
      message: 'not within 900 s of virtual time (seed 5)\ngetter-2: relay-1 <relayed>\n  {"phase":"connecting"}',
      replay: 'npm run sim -- replay --scenario mixed --seed 5',
    } }
  })
  const healed = metricOf('healed to done', 's', runs)
  const properties: PropertyCount[] = [
    { name: 'after healing every getter finishes', kind: 'liveness', checks: 8, failures: failing ? 1 : 0 },
    { name: 'a page is refused', kind: 'sometimes', checks: 0, failures: 0 },
    { name: 'a relay dies under a transfer', kind: 'sometimes', checks: 12, failures: 0 },
  ]
  return {
    name: 'mixed',
    title: 'Few peers, everything that can go wrong, then healing',
    ok: !failing,
    runs,
    metrics: [healed],
    expectations: [
      outcome(healed, { statistic: 'p99', relation: '<=', bound: failing ? 30 : 600, reason: 'no back-off is longer' }),
    ],
    properties,
  }
}

function sampleLanes (random: Random): LaneEvent[] {
  const lanes: LaneEvent[] = []
  const add = (seconds: number, who: string, kind: LaneEvent['kind'], text: string, untilSeconds?: number): void =>
    void lanes.push({ seconds, who, kind, text, ...(untilSeconds !== undefined && { untilSeconds }) })
  for (const who of ['sender', 'getter-1', 'getter-2', 'getter-3']) {
    add(0, who, 'online', 'boot')
    add(1 + random.next() * 3, who, 'transfer', who === 'sender' ? 'send' : 'get')
    if (who !== 'sender') add(2 + random.next() * 4, who, 'signal', 'seek')
    const up = 4 + random.next() * 3
    add(up, who, 'connection', 'relay-1, relayed', up + 20 + random.next() * 10)
    add(up + 4, who, 'connection', 'sender-direct, direct')
  }
  add(12.4, 'getter-1', 'crash', 'crash')
  add(19.8, 'getter-1', 'online', 'boot')
  add(19.9, 'getter-1', 'transfer', 'get')
  add(27, 'getter-3', 'online', 'offline')
  add(41, 'getter-3', 'online', 'online')
  add(9, 'world', 'fault', 'relay-1 dies')
  add(22, 'world', 'fault', 'getter-3 is cut off')
  add(48, 'world', 'fault', 'all is healed')
  for (const [index, who] of ['getter-1', 'getter-3', 'sender'].entries()) {
    add(58 + 4 * index, who, 'transfer', 'finished')
  }
  return lanes
}

function runOf (
  scenario: string, seed: number, samples: RunResult['samples'], series: readonly Series[], lanes: readonly LaneEvent[]
): RunResult {
  const traceHash = (seed * 0x9e3779b1 >>> 0).toString(16).padStart(8, '0').repeat(2)
  return {
    scenario, seed, configuration: { seed, bytes: 100e6, getters: 20, privacy: 'direct' }, traceHash, events: 482_113,
    virtualSeconds: 74, wallSeconds: 1.9, samples, series, properties: [], ...(lanes.length > 0 && { lanes }),
  }
}

function sampleValidation (): ValidationRow[] {
  const random = createRandom(11)
  const trials = 4000
  const cells = ONLINE_SHARES.flatMap(p => SCHEMES.map(({ need, of }): ValidationRow => {
    const expected = availability(need, of, p)
    const limit = 3 * shareError(expected, trials)
    const measured = Math.min(1, Math.max(0, expected + random.between(-0.8, 0.8) * limit))
    const distance = Math.abs(measured - expected) / limit
    return {
      group: 'Holders online', name: `${need} of ${of} at p = ${p}`, unit: 'share', expected, measured, distance,
      tolerance: '3 standard errors', met: distance <= 1, source: 'binomial', quick: true, at: { p, need, of },
    }
  }))
  const others = ([
    ['Least time of a distribution', '10 receivers', 's', 50, 52.4, 0.32],
    ['Least time of a distribution', '100 receivers', 's', 50, 55.1, 0.68],
    ['Least time of a distribution', '1000 receivers', 's', 50, NaN, 99],
    ['Source alone', '10 receivers', 's', 50, 50.7, 0.47],
    ['Relay as M/D/1', 'load 0.8', 's', 0.02, 0.0206, 1.1],
  ] as const).map(([group, name, unit, expected, measured, distance]): ValidationRow => ({
    group, name, unit, expected, measured, distance, tolerance: '15 %', met: distance <= 1, source: 'a formula',
    quick: true,
  }))
  return [...cells, ...others]
}
