/** What commands print. */
import type { ExpectationOutcome, Metric, Results, RunResult, ScenarioResults } from '../results.ts'

const number = (value: number | null): string => value === null || Number.isNaN(value)
  ? '-'
  : Math.abs(value) >= 1e5 ? value.toExponential(2) : String(Number(value.toPrecision(4)))

/** Failures listed at most. */
const MAX_TOLD = 10

function metricLine ({ name, unit, n, mean, p5, p50, p90, p99 }: Metric): string {
  const values = [mean, p5, p50, p90, p99].map(value => number(value).padStart(9)).join(' ')
  return `  ${name.padEnd(34)} ${values}  ${unit}, n ${n}`
}

function expectationLine (outcome: ExpectationOutcome): string {
  const { metric, statistic, relation, bound, value, unit, met, reason } = outcome
  const verdict = met ? 'as expected' : 'NOT AS EXPECTED'
  return `  ${verdict}: ${metric}, ${statistic} ${number(value)} ${relation} ${number(bound)} ${unit} (${reason})`
}

export function failureText ({ scenario, seed, failure }: RunResult): string {
  if (failure === undefined) return ''
  const message = failure.message.split('\n').slice(0, 12).join('\n    ')
  return `  ${scenario}, seed ${seed}, at ${number(failure.seconds)} s: ${message}\n    ${failure.replay}`
}

function scenarioText ({ name, title, ok, runs, metrics, expectations, properties }: ScenarioResults): string {
  const failed = runs.filter(({ failure }) => failure !== undefined)
  const never = properties.filter(({ kind, checks }) => kind === 'sometimes' && checks === 0)
  const looked = properties.filter(({ kind }) => kind !== 'sometimes')
  return [
    `${ok ? 'ok    ' : 'FAILED'}  ${name}: ${title}`,
    `  ${runs.length} runs, ${failed.length} failed, ${looked.length} properties looked at ` +
      `${looked.reduce((sum, { checks }) => sum + checks, 0)} times`,
    ...(metrics.length === 0 ? [] : [`  ${''.padEnd(34)}      mean        p5       p50       p90       p99`]),
    ...metrics.map(metricLine),
    ...expectations.map(expectationLine),
    ...(never.length === 0 ? [] : [`  never reached: ${never.map(property => property.name).join('; ')}`]),
    ...failed.slice(0, MAX_TOLD).map(failureText),
  ].join('\n')
}

export function resultsText (results: Results): string {
  const { scenarios, wallSeconds, commit, node } = results
  return `${scenarios.map(scenarioText).join('\n\n')}\n\ncommit ${commit}, Node ${node}, ${number(wallSeconds)} s`
}
