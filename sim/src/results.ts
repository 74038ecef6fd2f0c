/**
 * What a run leaves behind: `results.json` in a folder of its own, and one `failures/SEED.jsonl` for each seed that
 * failed. Written by the commands, read by the report. A reader refuses any other `schema`.
 */

/** Raised whenever a field changes its meaning or goes. */
export const RESULTS_SCHEMA = 1

export interface Results {
  readonly schema: typeof RESULTS_SCHEMA
  readonly command: 'run' | 'sweep' | 'gate' | 'night' | 'validate' | 'real'
  /** Of the checkout; `-dirty` behind it when files were changed. */
  readonly commit: string
  /** `process.version`. */
  readonly node: string
  /** Real time, ISO 8601. */
  readonly startedAt: string
  readonly wallSeconds: number
  readonly seeds: readonly number[]
  /** Everything asked for was met. */
  readonly ok: boolean
  readonly scenarios: readonly ScenarioResults[]
  /** Rows of the theory table; empty unless it was validated. */
  readonly validation: readonly ValidationRow[]
}

/** One scenario over all its seeds. */
export interface ScenarioResults {
  readonly name: string
  /** One sentence. */
  readonly title: string
  readonly ok: boolean
  readonly runs: readonly RunResult[]
  /** Over all runs together. */
  readonly metrics: readonly Metric[]
  readonly expectations: readonly ExpectationOutcome[]
  readonly properties: readonly PropertyCount[]
}

/** One seed of one scenario. */
export interface RunResult {
  readonly scenario: string
  readonly seed: number
  /** Decided by the seed, given on the command line, or defaults: all that the run depended on. */
  readonly configuration: Readonly<Record<string, number | string | boolean>>
  /** 16 hexadecimal digits over every event. */
  readonly traceHash: string
  readonly events: number
  readonly virtualSeconds: number
  readonly wallSeconds: number
  /** Values of each metric, in the order in which they were measured. */
  readonly samples: Readonly<Record<string, Samples>>
  readonly series: readonly Series[]
  readonly properties: readonly PropertyCount[]
  /** Absent: all went as it should. */
  readonly failure?: Failure
  /** Who did what when; kept for a run asked for alone, and for failures. */
  readonly lanes?: readonly LaneEvent[]
}

export interface Samples {
  /** `s`, `bytes`, `B/s`, `share`, `count`... */
  readonly unit: string
  readonly values: readonly number[]
}

/** Something over the run's time. */
export interface Series {
  readonly name: string
  readonly unit: string
  /** Virtual seconds and value, ascending. */
  readonly points: readonly (readonly [seconds: number, value: number])[]
}

/** A line of a swim lane. `until` makes it a bar. */
export interface LaneEvent {
  readonly seconds: number
  readonly untilSeconds?: number
  /** A peer, a relay, `waku`, `world`. */
  readonly who: string
  readonly kind: 'online' | 'crash' | 'connection' | 'transfer' | 'fault' | 'signal' | 'note'
  readonly text: string
}

export interface Failure {
  /** Which property or expectation, or `error`. */
  readonly what: string
  readonly seconds: number
  readonly message: string
  /** To be pasted into a terminal. */
  readonly replay: string
}

/** A metric over all values of all runs of a scenario. */
export interface Metric {
  readonly name: string
  readonly unit: string
  readonly n: number
  readonly mean: number
  readonly min: number
  readonly p5: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
  /** 95 % confidence interval of the mean; both ends are the mean when n < 2. */
  readonly ci95: readonly [number, number]
}

export type Statistic = 'mean' | 'min' | 'p5' | 'p50' | 'p90' | 'p99' | 'max' | 'n'

/** What is written beside a scenario before it is run. */
export interface Expectation {
  readonly metric: string
  readonly statistic: Statistic
  readonly relation: '<=' | '>=' | '=' | '<' | '>'
  readonly bound: number
  /** Where the bound comes from. */
  readonly reason: string
}

export interface ExpectationOutcome extends Expectation {
  readonly unit: string
  /** NaN is written as null: nothing was measured. */
  readonly value: number | null
  readonly met: boolean
}

/**
 * `always`: looked at `checks` times, wrong `failures` times. `sometimes`: `checks` counts how often it was reached,
 * 0 is a warning. `liveness`: promises of progress after healing, and those not kept.
 */
export interface PropertyCount {
  readonly name: string
  readonly kind: 'always' | 'sometimes' | 'liveness'
  readonly checks: number
  readonly failures: number
}

/** One row of the theory table: a formula or a published measurement beside what the lab found. */
export interface ValidationRow {
  readonly group: string
  readonly name: string
  readonly unit: string
  readonly expected: number
  readonly measured: number
  /** How far apart they may be, in words: `3 standard errors`, `2 %`. */
  readonly tolerance: string
  /** Distance in units of the tolerance; at most 1 passes. */
  readonly distance: number
  readonly met: boolean
  /** Paper, study or formula. */
  readonly source: string
  readonly quick: boolean
  /** Where on a chart: `p`, `need` and `of` of a cell, `n` receivers, `load` of a relay. */
  readonly at?: Readonly<Record<string, number>>
}
