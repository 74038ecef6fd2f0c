import type { BenchContext } from './measure.ts'

/** One side of a comparison: a fresh set of processes each time, one number out. */
export interface Side {
  readonly name: string
  run(round: number): Promise<number>
}

/** Runs the sides one after the other, round by round (A B A B ...), and gives each side's values. */
export async function interleave(context: BenchContext, sides: readonly Side[]): Promise<number[][]> {
  const values: number[][] = sides.map(() => [])
  for (let round = 0; round < context.runs; round += 1) {
    for (const [index, side] of sides.entries()) {
      const value = await side.run(round)
      if (!Number.isFinite(value)) throw new Error(`${side.name} gave ${value} in round ${round + 1}`)
      values[index]?.push(value)
      context.log(`  round ${round + 1}/${context.runs}  ${side.name}  ${value.toPrecision(4)}`)
    }
  }
  return values
}
