/** What the runs of one scenario say together: metrics over all of them, expectations met or not, properties summed. */
import type {
  Expectation, ExpectationOutcome, Metric, PropertyCount, RunResult, ScenarioResults, Statistic,
} from '../results.ts'
import { statisticOf, summarize } from '../statistics.ts'
import type { Scenario } from './scenario.ts'

export function judge (scenario: Scenario, runs: readonly RunResult[]): ScenarioResults {
  const metrics = metricsOf(runs)
  const expectations = scenario.expectations.map(expectation => outcomeOf(expectation, metrics))
  return {
    name: scenario.name,
    title: scenario.title,
    ok: runs.every(({ failure }) => failure === undefined) && expectations.every(({ met }) => met),
    runs,
    metrics,
    expectations,
    properties: sumProperties(runs),
  }
}

function metricsOf (runs: readonly RunResult[]): Metric[] {
  const pooled = new Map<string, { readonly unit: string, readonly values: number[] }>()
  for (const { samples } of runs) {
    for (const [name, { unit, values }] of Object.entries(samples)) {
      const sample = pooled.get(name) ?? { unit, values: [] }
      sample.values.push(...values)
      pooled.set(name, sample)
    }
  }
  return [...pooled].map(([name, { unit, values }]) => summarize(name, unit, values))
}

function outcomeOf (expectation: Expectation, metrics: readonly Metric[]): ExpectationOutcome {
  const metric = metrics.find(({ name }) => name === expectation.metric)
  const value = metric === undefined ? NaN : statisticOf(metric, expectation.statistic as Statistic)
  return {
    ...expectation,
    unit: metric?.unit ?? '',
    value: Number.isNaN(value) ? null : value,
    met: holds(value, expectation),
  }
}

function holds (value: number, { relation, bound }: Expectation): boolean {
  switch (relation) {
    case '<=': return value <= bound
    case '>=': return value >= bound
    case '<': return value < bound
    case '>': return value > bound
    case '=': return value === bound
  }
}

function sumProperties (runs: readonly RunResult[]): PropertyCount[] {
  const byName = new Map<string, PropertyCount>()
  for (const { properties } of runs) {
    for (const { name, kind, checks, failures } of properties) {
      const before = byName.get(name)
      byName.set(name, {
        name, kind, checks: checks + (before?.checks ?? 0), failures: failures + (before?.failures ?? 0),
      })
    }
  }
  return [...byName.values()]
}
