/** What a measure is: the row it fills, how it is judged, and how it is taken. */

/** A bound on one figure of a measure; the median of the runs is judged. */
export type Target = {
  /** Which of the outcome's figures is judged. */
  readonly figure: string
} & (
  | { readonly atLeast: number; readonly stretch?: number }
  | { readonly atMost: number }
)

/** One number per round. */
export interface Series {
  readonly name: string
  readonly unit: string
  readonly values: readonly number[]
}

/** What a measure found: what each side did, and the figures that the targets judge. */
export interface Outcome {
  readonly sides: readonly Series[]
  readonly figures: readonly Series[]
  /** Circumstances a reader of the figures must know, such as the sizes used. */
  readonly notes: readonly string[]
}

/** What a measure is given. */
export interface BenchContext {
  /** Rounds; in each, every side runs once. */
  readonly runs: number
  /** Small sizes for trying a measure out; the figures mean nothing. */
  readonly quick: boolean
  /** An empty directory of this measure's own, removed afterwards. */
  readonly scratch: string
  /** The full size, or a sixteenth of it when quick. */
  size(bytes: number): number
  /** Path of a file of that many pseudo-random bytes, the same for every call. */
  inputFile(bytes: number): Promise<string>
  /** Says what is going on, on standard error. */
  log(line: string): void
}

/** A row of the table: what is compared with what, and what is wanted. */
export interface Declaration {
  /** What is typed to run it alone. */
  readonly name: string
  readonly title: string
  readonly reference: string
  readonly targets: readonly Target[]
}

/** A row and the way to take it. */
export interface Measure extends Declaration {
  run(context: BenchContext): Promise<Outcome>
}
